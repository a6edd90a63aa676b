package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PortkeyTest extends ProviderContract implements OpenAiProtocolContract {
  private static final JobRef JOB = JobRef.parse("portkey:ftjob-abc123");

  @Override
  public JobRef job() {
    return JOB;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "api-key", KEY,
        "provider", "openai",
        "provider-key", KEY,
        "config", KEY,
        "virtual-key", KEY,
        "custom-host", "https://models.example");
  }

  @Override
  public Map<String, String> headers() {
    return Map.of(
        "x-portkey-api-key",
        KEY,
        "x-portkey-provider",
        "openai",
        "Authorization",
        "Bearer " + KEY,
        "x-portkey-config",
        KEY,
        "x-portkey-virtual-key",
        KEY,
        "x-portkey-custom-host",
        "https://models.example");
  }

  /** Portkey documents no example of a job; its gateway forwards those of others. */
  @Override
  public String resource(String name) {
    return switch (name) {
      case "job.json" -> ProviderFixture.resource("openai", name);
      case "real.json" -> ProviderFixture.resource("azure", name);
      default -> ProviderFixture.resource("portkey", name);
    };
  }

  @Override
  public Map<String, String> variables() {
    return Map.of(
        "PORTKEY_API_KEY", KEY,
        "PORTKEY_PROVIDER", "openai",
        "PORTKEY_PROVIDER_KEY", KEY,
        "PORTKEY_CONFIG", KEY,
        "PORTKEY_VIRTUAL_KEY", KEY,
        "PORTKEY_CUSTOM_HOST", "https://models.example");
  }

  @Override
  public List<Checkpoint> documented() {
    return List.of(Checkpoint.builder(JOB, "ftckpt_qtZ5Gyk4BLq1SfLFWp3RtO3P")
        .step(88L)
        .createdAt(Instant.ofEpochSecond(1712211699))
        .modelName("ft:gpt-3.5-turbo-0125:my-org:custom_suffix:9ABel2dg:ckpt-step-88")
        .role(Checkpoint.Role.INTERMEDIATE)
        .status(Checkpoint.Status.READY)
        .metrics(Map.of(
            Metric.TRAIN_LOSS, 0.478,
            Metric.TRAIN_MEAN_TOKEN_ACCURACY, 0.924,
            Metric.VALID_LOSS, 10.112,
            Metric.VALID_MEAN_TOKEN_ACCURACY, 0.145,
            Metric.FULL_VALID_LOSS, 0.567,
            Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, 0.944))
        .build());
  }

  /** Azure's, as the gateway forwards it. */
  @Override
  public List<Checkpoint> real() {
    return AzureTest.real(JOB);
  }

  static Stream<Arguments> waysToRoute() {
    return Stream.of(
        Arguments.of(Map.of("provider", "@slug"), Map.of("x-portkey-provider", "@slug")),
        Arguments.of(
            Map.of("provider", "openai", "provider-key", "sk-1"),
            Map.of("x-portkey-provider", "openai", "Authorization", "Bearer sk-1")),
        Arguments.of(
            Map.of("config", "{\"strategy\":{\"mode\":\"single\"}}"),
            Map.of("x-portkey-config", "{\"strategy\":{\"mode\":\"single\"}}")),
        Arguments.of(Map.of("virtual-key", "vk-1"), Map.of("x-portkey-virtual-key", "vk-1")),
        Arguments.of(
            Map.of(
                "provider", "openai", "provider-key", "sk-1", "custom-host", "https://h.example"),
            Map.of(
                "x-portkey-provider", "openai",
                "Authorization", "Bearer sk-1",
                "x-portkey-custom-host", "https://h.example")));
  }

  @ParameterizedTest
  @MethodSource("waysToRoute")
  void eachRoutingSettingSuffices(Map<String, String> settings, Map<String, String> headers) {
    server().enqueue(page());
    assertThat(client(builder -> only(builder, settings)).list(JOB)).isEmpty();
    assertThat(server().onlyRequest().getHeaders().toMultimap())
        .containsEntry("x-portkey-api-key", List.of(KEY));
    assertThat(server().onlyRequest().getHeaders().names())
        .filteredOn(name -> name.startsWith("x-portkey") || name.equals("Authorization"))
        .hasSize(headers.size() + 1);
    headers.forEach((name, value) ->
        assertThat(server().onlyRequest().getHeaders().get(name)).isEqualTo(value));
  }

  static Stream<Map<String, String>> waysToRouteNowhere() {
    return Stream.of(
        Map.of(),
        Map.of("provider", "openai"),
        Map.of("provider-key", "sk-1"),
        Map.of("custom-host", "https://h.example"));
  }

  @ParameterizedTest
  @MethodSource("waysToRouteNowhere")
  void withoutARouteNothingIsSent(Map<String, String> settings) {
    CheckpointException failure = failure(client(builder -> only(builder, settings)));
    assertThat(failure.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(failure.detail())
        .contains("PORTKEY_PROVIDER", "PORTKEY_CONFIG", "PORTKEY_VIRTUAL_KEY");
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void aSelfHostedGatewayNeedsNoPortkeyKey() {
    server().enqueue(page());
    CheckpointClient keyless = client(builder -> builder.set("portkey", "api-key", () -> null));
    assertThat(keyless.list(JOB)).isEmpty();
    assertThat(server().onlyRequest().getHeaders().get("x-portkey-api-key")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://aigw.portkey.ai/v1", "https://AIGW.portkey.ai:443/v1/"})
  void theSuccessorTakesItsKeyAsABearerToken(String baseUrl) {
    Provider portkey = provider();
    Map<String, String> bearer = Map.of("Authorization", "Bearer " + KEY);
    assertThat(portkey.headers(new Settings(
            portkey.info(), Map.of("base-url", baseUrl, "api-key", KEY, "provider-key", "sk-1"))))
        .isEqualTo(bearer);
    assertThat(portkey.headers(new Settings(
            portkey.info(), Map.of("base-url", baseUrl, "api-key", KEY, "provider", "@slug"))))
        .containsAllEntriesOf(bearer)
        .containsEntry("x-portkey-provider", "@slug")
        .hasSize(2);
    assertThatThrownBy(() -> portkey.headers(
            new Settings(portkey.info(), Map.of("base-url", baseUrl, "provider", "@slug"))))
        .hasMessageContaining("PORTKEY_API_KEY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://aigw.portkey.ai.example/v1",
        "https://gateway.example/aigw.portkey.ai/v1",
        "https://api.portkey.ai/v1"
      })
  void anyOtherGatewayIsNotTheSuccessor(String baseUrl) {
    Provider portkey = provider();
    assertThat(portkey.headers(new Settings(
            portkey.info(), Map.of("base-url", baseUrl, "api-key", KEY, "provider", "@slug"))))
        .isEqualTo(Map.of("x-portkey-api-key", KEY, "x-portkey-provider", "@slug"));
  }

  private static Provider provider() {
    return Providers.all().stream()
        .filter(each -> each.info().name().equals(Providers.PORTKEY))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Override
  public void aMissingKeyNamesItsVariable() {
    CheckpointClient keyless =
        CheckpointClient.builder().set("portkey", "config", "pc-1").build();
    CheckpointException failure = failure(keyless);
    assertThat(failure.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(failure.detail()).contains("PORTKEY_API_KEY");
    assertThat(failure.attempts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-portkey-trace-id", "x-portkey-request-id"})
  void itsOwnRequestIdTakesPrecedence(String header) {
    server().enqueue(404, "{}", header + ": req-9", "cf-ray: 8f00-FRA");
    assertThat(failure().requestId()).isEqualTo("req-9");
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 1", "5, 1", "-1, 1"})
  void aRequestThatPortkeyRetriedIsNotRetried(String portkeysRetries, int attempts) {
    for (int i = 0; i < 3; i++) {
      server().enqueue(503, "", "x-portkey-retry-attempt-count: " + portkeysRetries);
    }
    assertThat(failure().attempts()).isEqualTo(attempts);
    assertThat(server().requests()).hasSize(attempts);
  }

  @Test
  void theGatewaysOwnMessageIsShownInFull() {
    CheckpointException failure = failure(client(builder -> only(builder, Map.of())));
    assertThat(failure).hasMessageEndingWith("or PORTKEY_CONFIG, or PORTKEY_VIRTUAL_KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-real-0123456789", "a/b+c/d=e&f"})
  void aKeyInsideItsJsonConfigurationIsNeverShown(String inner) {
    String config = "{\"provider\":\"openai\",\"targets\":[{\"api_key\":\"" + inner + "\"}]}";
    server().enqueue(401, "{\"error\":{\"message\":\"Incorrect API key: " + inner + "\"}}");
    CheckpointClient client = client(builder -> builder.set("portkey", "config", config));
    assertThat(ErrorContract.everythingIn(failure(client)))
        .contains("Incorrect API key: ***")
        .doesNotContain(inner);
  }

  private ClientBuilder only(ClientBuilder builder, Map<String, String> settings) {
    settings().keySet().stream()
        .filter(name -> !name.equals("api-key"))
        .forEach(name -> builder.set("portkey", name, () -> settings.get(name)));
    return builder;
  }
}
