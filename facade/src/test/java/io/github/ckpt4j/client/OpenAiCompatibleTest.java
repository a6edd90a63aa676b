package io.github.ckpt4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Settings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server known only by its URL, and providers found on the class path. */
final class OpenAiCompatibleTest {
  private static final String URL = "https://local.example/v1";
  private static final String CANARY = "sk-canary-0123456789";

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void nothingIsConcludedFromItsModels() {
    JobRef job = JobRef.parse("my-server:ftjob-abc123");
    server.enqueue(ProviderFixture.resource("openai", "real.json"));
    try (CheckpointClient client = CheckpointClient.builder()
        .provider(Providers.openAiCompatible("my-server", server.url("/v1"), "MY_KEY", Map.of()))
        .environment(Map.of("MY_KEY", CANARY))
        .build()) {
      assertThat(client.list(job)).hasSize(2).allSatisfy(each -> {
        assertThat(each.role()).isEqualTo(Checkpoint.Role.UNKNOWN);
        assertThat(each.status()).isEqualTo(Checkpoint.Status.UNKNOWN);
        assertThat(each.metrics()).isNotEmpty();
      });
    }
    assertThat(server.onlyRequest().getHeaders().get("Authorization"))
        .isEqualTo("Bearer " + CANARY);
  }

  static Stream<Arguments> headers() {
    Map<String, String> bearer = Map.of("Authorization", "Bearer key-12345");
    return Stream.of(
        Arguments.of("KEY", "key-12345", Map.of(), bearer),
        Arguments.of(null, "key-12345", Map.of(), bearer),
        Arguments.of(null, null, Map.of(), Map.of()),
        Arguments.of(null, null, Map.of("X-Team", "red"), Map.of("X-Team", "red")),
        Arguments.of(null, null, Map.of("X-Key", "a {api-key}"), Map.of()),
        Arguments.of(
            "KEY", "key-12345", Map.of("X-Key", "a {api-key} b"), Map.of("X-Key", "a key-12345 b")),
        Arguments.of(
            "KEY", "$1\\", Map.of("X-Key", "{api-key}{api-key}"), Map.of("X-Key", "$1\\$1\\")),
        Arguments.of(
            "KEY",
            "key-12345",
            Map.of("authorization", "Basic abc"),
            Map.of("authorization", "Basic abc")));
  }

  @ParameterizedTest
  @MethodSource
  void headers(
      @Nullable String keyVariable,
      @Nullable String key,
      Map<String, String> headers,
      Map<String, String> sent) {
    Provider provider = Providers.openAiCompatible("local", URL, keyVariable, headers);
    Settings settings =
        new Settings(provider.info(), key == null ? Map.of() : Map.of("api-key", key));
    assertThat(provider.headers(settings)).isEqualTo(sent);
  }

  @Test
  void aKeyWhoseVariableIsNamedIsRequired() {
    Provider provider = Providers.openAiCompatible("local", URL, "MY_KEY", Map.of());
    Settings none = new Settings(provider.info(), Map.of());
    assertThatThrownBy(() -> provider.headers(none))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("MY_KEY");
  }

  @Test
  void itsVariablesAreMadeOfItsName() {
    ProviderInfo info =
        Providers.openAiCompatible("my-server-2", URL, null, Map.of()).info();
    assertThat(info.setting("api-key").variable()).isEqualTo("MY_SERVER_2_API_KEY");
    assertThat(info.setting("base-url").variable()).isEqualTo("MY_SERVER_2_BASE_URL");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      Local                          | https://a.example | KEY    | X      | y       | name must
      1local                         | https://a.example | KEY    | X      | y       | name must
      local/x                        | https://a.example | KEY    | X      | y       | name must
      ""                             | https://a.example | KEY    | X      | y       | name must
      a23456789012345678901234567890123 | https://a.example | KEY | X      | y       | name must
      local                          | sk-canary         | KEY    | X      | y       | base URL must
      local                          | https://          | KEY    | X      | y       | base URL must
      local                          | https:///v1       | KEY    | X      | y       | base URL must
      local                          | https://a@b/v1    | KEY    | X      | y       | base URL must
      local                          | https://b/v1?x=1  | KEY    | X      | y       | base URL must
      local                          | https://b/v1#x    | KEY    | X      | y       | base URL must
      local                          | https://{x}/v1    | KEY    | X      | y       | base URL must
      local                          | https://a.example | sk-canary | X   | y       | key variable
      local                          | https://a.example | A-B    | X      | y       | key variable
      local                          | https://a.example | ""     | X      | y       | key variable
      local                          | https://a.example | KEY    | "X Y"  | y       | header's name
      local                          | https://a.example | KEY    | "X:"   | y       | header's name
      local                          | https://a.example | KEY    | ""     | y       | header's name
      local                          | https://a.example | KEY    | X      | ""      | header's value
      local                          | https://a.example | KEY    | X      | " canary" | header's value
      local                          | https://a.example | KEY    | X      | canaryé | header's value
      """)
  void aWrongArgumentIsExplainedAndNotShown(
      String name, String url, String variable, String header, String value, String problem) {
    assertThatThrownBy(() -> Providers.openAiCompatible(name, url, variable, Map.of(header, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("canary");
  }

  @Test
  void installedProvidersIncludeThoseOnTheClassPath(@TempDir Path directory) throws IOException {
    assertThat(Providers.installed()).hasSameSizeAs(Providers.all());
    withService(
        directory,
        Found.class,
        () -> assertThat(Providers.installed())
            .hasAtLeastOneElementOfType(Found.class)
            .hasSize(Providers.all().size() + 1));
  }

  @Test
  void aSecondProviderOfANameIsRefused(@TempDir Path directory) throws IOException {
    withService(
        directory,
        SecondOpenAi.class,
        () -> assertThatThrownBy(Providers::installed)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("two providers are called 'openai'")
            .hasMessageContaining("SecondOpenAi"));
  }

  private static void withService(Path directory, Class<?> provider, Runnable action)
      throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(Provider.class.getName()), provider.getName());
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, usual)) {
      thread.setContextClassLoader(loader);
      action.run();
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  /** A provider as it may be in a jar. */
  public static final class Found extends Delegate {
    public Found() {
      super("found");
    }
  }

  /** A provider with the name of a built-in one. */
  public static final class SecondOpenAi extends Delegate {
    public SecondOpenAi() {
      super("openai");
    }
  }

  private abstract static class Delegate implements Provider {
    private final Provider provider;

    private Delegate(String name) {
      provider = Providers.openAiCompatible(name, URL, null, Map.of());
    }

    @Override
    public ProviderInfo info() {
      return provider.info();
    }

    @Override
    public Map<String, String> headers(Settings settings) {
      return provider.headers(settings);
    }

    @Override
    public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
      return provider.checkpoints(job, page);
    }

    @Override
    public ApiRequest<Job> job(JobRef job) {
      return provider.job(job);
    }
  }
}
