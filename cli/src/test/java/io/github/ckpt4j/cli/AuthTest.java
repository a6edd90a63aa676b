package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks whether keys are accepted, with one request each. */
final class AuthTest {
  private final Sandbox sandbox = Sandbox.start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private static Map<String, String> statuses(Cli.Result result) {
    Map<String, String> statuses = new TreeMap<>();
    for (JsonElement each : JsonParser.parseString(result.out()).getAsJsonArray()) {
      statuses.put(
          each.getAsJsonObject().get("provider").getAsString(),
          each.getAsJsonObject().get("status").getAsString());
    }
    return statuses;
  }

  @Test
  void everyProviderTakesOneRequest() {
    Cli.Result result = new Cli().environment(sandbox.environment()).run("auth", "-o", "json");

    assertThat(result.code()).as(result.out() + result.err()).isZero();
    assertThat(statuses(result))
        .hasSize(8)
        .allSatisfy((name, status) -> assertThat(status).as(name).isEqualTo("valid"));
    assertThat(sandbox.requestCount()).isEqualTo(8);
  }

  @Test
  void aWrongKeyIsRefusedAndNotShown() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("OPENAI_API_KEY", "sk-wrong-0123456789");
    Cli.Result result = new Cli().environment(environment).run("auth");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(result.out())
        .containsPattern("openai +refused +\\$OPENAI_API_KEY")
        .containsPattern("together +valid")
        .doesNotContain("sk-wrong");
  }

  @Test
  void withoutAnyKeyNothingIsRequested() {
    Cli.Result result = new Cli().run("auth", "-o", "json");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(statuses(result).values()).containsOnly("no_key");
  }

  @Test
  void aMissingKeyIsAFailureOfANamedProviderOnly() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.remove("NEBIUS_API_KEY");
    assertThat(new Cli().environment(environment).run("auth").code()).isZero();
    assertThat(new Cli().environment(environment).run("auth", "nebius").code())
        .isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(new Cli()
            .environment(environment)
            .run("auth", "together", "openai:")
            .code())
        .isZero();
  }

  @Test
  void nobodyListening() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Cli.Result result = new Cli()
        .set("OPENAI_API_KEY", "sk-test-key-0123")
        .set("OPENAI_BASE_URL", "http://127.0.0.1:" + port + "/v1")
        .run("auth", "openai", "--retries", "0", "-o", "json");

    assertThat(statuses(result)).containsEntry("openai", "unreachable");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void anotherServerIsAFailure() throws IOException {
    try (FakeProvider provider = new FakeProvider()) {
      Cli.Result result = new Cli()
          .environment(provider.environment())
          .run("auth", "openai", "--retries", "0", "-o", "json");
      assertThat(statuses(result)).containsEntry("openai", "failed");
      assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void anUnknownProviderIsRefused() {
    Cli.Result result = new Cli().run("auth", "openay");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().replaceAll("\\s+", " "))
        .contains("unknown provider 'openay'; known: "
            + String.join(", ", List.of("together", "openai")));
  }
}
