package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The precedence of the places where a setting may be. */
final class ConfigurationTest {
  @TempDir
  private Path home;

  @BeforeEach
  void write() throws IOException {
    write("""
        [openai]
        organization = "org-file"
        api-key = "key-file"
        base-url = "https://file.example/v1"

        [profiles.work.openai]
        api-key = "key-work"

        [profiles.home.openai]
        api-key = "key-home"
        """);
  }

  @Test
  void fileAlone() throws IOException {
    assertThat(key(read(Map.of(), null, Map.of()))).isEqualTo("key-file from FILE");
  }

  @Test
  void environmentBeforeFile() {
    assertThat(key(read(Map.of("OPENAI_API_KEY", "key-env"), null, Map.of())))
        .isEqualTo("key-env from $OPENAI_API_KEY");
  }

  @Test
  void emptyVariableIsNotSet() {
    assertThat(key(read(Map.of("OPENAI_API_KEY", ""), null, Map.of())))
        .isEqualTo("key-file from FILE");
  }

  @Test
  void chosenProfileBeforeEnvironment() {
    assertThat(key(read(Map.of("OPENAI_API_KEY", "key-env"), "work", Map.of())))
        .isEqualTo("key-work from profile 'work' in FILE");
  }

  @Test
  void defaultProfileAfterEnvironment() throws IOException {
    Map<String, String> usual = Map.of("CKPT_PROFILE", "home");
    assertThat(key(read(usual, null, Map.of()))).isEqualTo("key-home from profile 'home' in FILE");
    assertThat(
            key(read(Map.of("CKPT_PROFILE", "home", "OPENAI_API_KEY", "key-env"), null, Map.of())))
        .isEqualTo("key-env from $OPENAI_API_KEY");

    write("profile = \"work\"\n" + Files.readString(file()));
    assertThat(key(read(Map.of(), null, Map.of())))
        .isEqualTo("key-work from profile 'work' in FILE");
  }

  @Test
  void optionBeforeAll() {
    ProviderInfo openAi = openAi();
    Configuration configuration = read(
        Map.of("OPENAI_BASE_URL", "https://env.example/v1"),
        "work",
        Map.of("openai.base-url", "https://option.example/v1"));

    assertThat(configuration.value(openAi, openAi.setting(Setting.BASE_URL)).orElseThrow())
        .isEqualTo(new Configuration.Value("https://option.example/v1", "--set"));
  }

  @Test
  void noFile() throws IOException {
    Files.delete(file());
    assertThat(read(Map.of(), null, Map.of()).value(openAi(), openAi().setting("api-key")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[openay]\\napi-key = 'x' | line 1: unknown provider; known: together",
        "[openai]\\nkey = 'x' | line 2: unknown setting of openai; known: api-key",
        "[openai]\\n\\napi-key = 7 | line 3: column 11: openai.api-key: the value is not a quoted",
        "openai = 'x' | line 1: settings of openai belong in a table, such as [openai]",
        "api-key = 'x' | line 1: api-key is outside a provider's table",
        "[profiles.work.openay]\\napi-key = 'x' | line 1: unknown provider",
        "default-provider = 'openai' | line 1: unknown setting outside a provider's table",
        "[profiles.work]\\nkey = 'x' | line 2: unknown setting outside a provider's table",
        "profiles = 'x' | line 1: a profile is a table",
        "[openai\\napi-key | line 1: column 8: the name of the table does not end in ]",
        "[[openai]] | line 1: column 2: arrays of tables",
        "[openai]\\napi-key = 'x'\\napi-key = 'y' | line 3: the setting is in the file twice",
        "profile = 'lab' | does not define the profile named by 'profile'; no profiles",
      })
  void mistakes(String text, String problem) throws IOException {
    write(text.strip().replace("\\n", "\n"));

    assertThatThrownBy(() -> read(Map.of(), null, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file().toString())
        .hasMessageContaining(problem);
  }

  @Test
  void keysOfFileAreNeverShown() {
    Cli.Result result = new Cli()
        .environment(environment(Map.of()))
        .run("providers", "-o", "json", "--profile", "work");

    assertThat(result.out())
        .contains("\"key_from\":\"profile 'work' in ")
        .contains("https://file.example/v1")
        .doesNotContain("key-work", "key-file");
  }

  private Configuration read(
      Map<String, String> variables, @Nullable String profile, Map<String, String> set) {
    return Configuration.read(environment(variables), profile, set);
  }

  private Map<String, String> environment(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("HOME", home.toString());
    return environment;
  }

  private String key(Configuration configuration) {
    ProviderInfo openAi = openAi();
    Configuration.Value value =
        configuration.value(openAi, openAi.setting(Setting.API_KEY)).orElseThrow();
    return value.text() + " from " + value.origin().replace(file().toString(), "FILE");
  }

  private static ProviderInfo openAi() {
    return Configuration.installed().stream()
        .filter(info -> info.name().equals("openai"))
        .findFirst()
        .orElseThrow();
  }

  private Path file() {
    return home.resolve(".config").resolve("ckpt").resolve("config.toml");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), text);
  }

  @Test
  void theConfigurationFileIsNamedOnlyWhereItHelps() throws IOException {
    assertThat(new Cli().run("list", "openai:ftjob-1").err())
        .containsOnlyOnce("Hint:")
        .contains("the configuration file is");

    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext("/", exchange -> exchange.sendResponseHeaders(407, -1));
    proxy.start();
    try {
      Cli.Result result = new Cli()
          .set("OPENAI_API_KEY", "sk-test-key-0123")
          .set("OPENAI_BASE_URL", "http://models.example/v1")
          .set("HTTP_PROXY", "http://127.0.0.1:" + proxy.getAddress().getPort())
          .run("--allow-plain-http", "list", "openai:ftjob-1");
      assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
      assertThat(result.err()).contains("HTTP 407").containsOnlyOnce("Hint:");
    } finally {
      proxy.stop(0);
    }
  }
}
