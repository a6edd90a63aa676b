package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.sandbox.Request;
import io.github.ckpt4j.sandbox.Sandbox;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers not built into ckpt: by configuration alone, and from the class path. */
final class OwnProvidersTest {
  private static final String CANARY = "sk-canary-0123456789";

  @TempDir
  private Path home;

  private final Sandbox sandbox = Sandbox.start();
  private final String key = sandbox.environment().getOrDefault("OPENAI_API_KEY", "");

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Cli.Result run(String config, String... args) throws IOException {
    Path file = home.resolve(".config/ckpt/config.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, config.replace("URL", sandbox.baseUrl("openai")));
    return new Cli().set("HOME", home.toString()).set("LOCAL_KEY", key).run(args);
  }

  private Request lastRequest() {
    return sandbox.requests().get(sandbox.requests().size() - 1);
  }

  @Test
  void aTableDefinesAProvider() throws IOException {
    Cli.Result result = run("""
        [openai-compatible.local]
        base-url = "URL"
        key-variable = "LOCAL_KEY"
        headers = { X-Team = "red" }
        """, "list", "local:ftjob-overfitted", "-o", "csv");
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines().toList())
        .hasSize(4)
        .element(0)
        .asString()
        .contains("metrics.valid_loss");
    assertThat(lastRequest().header("Authorization")).isEqualTo("Bearer " + key);
    assertThat(lastRequest().header("X-Team")).isEqualTo("red");
  }

  @Test
  void aHeaderMayCarryTheKey() throws IOException {
    Cli.Result result = run("""
        [openai-compatible.local]
        base-url = "URL"
        key-variable = "LOCAL_KEY"

        [openai-compatible.local.headers]
        x-key = "Token {api-key}"
        """, "list", "local:ftjob-overfitted");
    assertThat(result.code())
        .isEqualTo(ExitCode.NOT_AUTHORIZED); // The sandbox expects another header.
    assertThat(lastRequest().header("x-key")).isEqualTo("Token " + key);
    assertThat(lastRequest().header("Authorization")).isNull();
    assertThat(result.err()).doesNotContain(key);
  }

  @Test
  void itsSettingsAreThoseOfAnyProvider() throws IOException {
    String config = """
        [local]
        api-key = "wrong-key-0123456789"

        [profiles.work.local]
        api-key = "KEY"

        [openai-compatible.local]
        base-url = "URL"
        """.replace("KEY", key);
    assertThat(run(config, "list", "local:ftjob-overfitted").code())
        .isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(
            run(config, "list", "local:ftjob-overfitted", "--profile", "work").code())
        .isEqualTo(ExitCode.DONE);
    assertThat(run(config, "jobs", "local:", "--profile", "work", "-o", "ref").out())
        .contains("local:ftjob-overfitted\n");
    assertThat(run(config, "providers").out())
        .containsPattern("(?m)^local +from config.toml")
        .doesNotContain(key);
    assertThat(run(config, "providers", "-o", "wide").out()).contains("LOCAL_BASE_URL");
    assertThat(run(config, "list", "local:x", "--set", "local.base-url=http://a.example/v1")
            .err())
        .contains("unencrypted");
  }

  @Test
  void aServerThatNeedsNoKeyGetsNone() throws IOException {
    Cli.Result result =
        run("[openai-compatible.local]\nbase-url = 'URL'\n", "list", "local:ftjob-overfitted");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(lastRequest().header("Authorization")).isNull();
  }

  @Test
  void aKeyThatIsNamedIsRequired() throws IOException {
    Cli.Result result = run(
        "[openai-compatible.local]\nbase-url = 'URL'\nkey-variable = 'NOT_SET'\n",
        "list",
        "local:ftjob-overfitted");
    assertThat(result.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    assertThat(result.err()).contains("NOT_SET");
    assertThat(sandbox.requestCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai-compatible = 'CANARY' | line 1: define an OpenAI-compatible provider as a table",
        "[openai-compatible]\\nlocal = 'CANARY' | line 2: define an OpenAI-compatible provider as a table",
        "[openai-compatible.local]\\nkey-variable = 'LOCAL_KEY' | line 1: an OpenAI-compatible provider"
            + " needs a base-url",
        "[openai-compatible.local]\\nbase-url = 'CANARY' | line 1: a base URL must be http or https",
        "[openai-compatible.local]\\nbase-url = 'ftp://a.example' | line 1: a base URL must be http",
        "[openai-compatible.local]\\nbase-url = 'https://me:CANARY@a.example/v1' | line 1: a base URL",
        "[openai-compatible.local]\\nbase-url = 'https://a.example/v1?k=CANARY' | line 1: a base URL",
        "[openai-compatible.local]\\nbase-url = 'https://{CANARY}.example/v1' | line 1: a base URL",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nkey-variable = 'CANARY' | line 1: a key variable",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nCANARY = 'x' | line 3: unknown setting",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nheaders = 'CANARY' | line 3: headers are a table",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nheaders.a.b = 'CANARY' | line 3: headers are",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nheaders.'a b' = 'CANARY' | line 1: a header's name",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nheaders.a = ' CANARY' | line 1: a header's value",
        "[openai-compatible.local]\\nbase-url = 'URL'\\nbase-url = 'CANARY' | line 3: the setting is in the file twice",
        "[openai-compatible.local]\\nbase-url.x = 'CANARY' | line 2: unknown setting",
        "[openai-compatible.'CANARY']\\nbase-url = 'URL'\\n[x.CANARY] | line 3: unknown provider",
        "[openai-compatible.openai]\\nbase-url = 'URL' | line 1: the name of the provider is taken",
        "[openai-compatible.profiles]\\nbase-url = 'URL' | line 1: the name of the provider is reserved",
        "[openai-compatible.Local]\\nbase-url = 'URL' | line 1: a provider's name must be lower-case",
        "[openai-compatible.local]\\nbase-url = 'URL'\\n[local]\\nkey = 'CANARY' | line 4: unknown setting"
            + " of an OpenAI-compatible provider; known: api-key, base-url",
        "[[openai-compatible.local]]\\nbase-url = 'URL' | line 1: column 2: arrays of tables",
      })
  void mistakesNameTheLineAndShowNoValue(String text, String problem) throws IOException {
    Cli.Result result =
        run(text.strip().replace("\\n", "\n").replace("CANARY", CANARY), "list", "local:ftjob-1");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(problem).doesNotContain("canary");
    assertThat(sandbox.requestCount()).isZero();
  }

  @Test
  void aProviderOnTheClassPathIsFound() throws IOException {
    withService(Found.class.getName(), () -> {
      Map<String, String> variables =
          Map.of("OPENAI_API_KEY", key, "FOUND_BASE_URL", sandbox.baseUrl("openai"));
      Cli.Result listed = new Cli().environment(variables).run("list", "found:ftjob-overfitted");
      assertThat(listed.err()).isEmpty();
      assertThat(listed.out()).contains("found:ftjob-overfitted  3 checkpoints");
      assertThat(new Cli().run("providers").out()).containsPattern("(?m)^found +none ");
      assertThat(new Cli().run("providers", "-o", "json").out())
          .contains("\"name\":\"found\"", "\"key_variable\":null");
      assertThat(new Cli().run("completion", "fish").out()).contains(" found: (__ckpt_jobs)'");
    });
  }

  @Test
  void aProviderThatCannotBeCreatedIsNamed() throws IOException {
    withService("com.example.Missing", () -> {
      Cli.Result result = new Cli().run("providers");
      assertThat(result.code()).isEqualTo(ExitCode.FAILED);
      assertThat(result.err()).contains("com.example.Missing").doesNotContain("\tat ");
    });
  }

  @Test
  void azureHasAKeyOnceItHasAToken() {
    Map<String, String> variables = Map.of(
        "AZURE_OPENAI_AD_TOKEN",
        "sandbox-azure-token",
        "AZURE_OPENAI_BASE_URL",
        sandbox.baseUrl("azure"));
    Cli.Result jobs = new Cli().environment(variables).run("jobs", "--all", "-o", "ref");
    assertThat(jobs.err()).isEmpty();
    assertThat(jobs.out().lines()).hasSize(4).allMatch(job -> job.startsWith("azure:ftjob-"));
  }

  private void withService(String name, Runnable action) throws IOException {
    Path services = Files.createDirectories(home.resolve("META-INF/services"));
    Files.writeString(services.resolve(Provider.class.getName()), name);
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {home.toUri().toURL()}, usual)) {
      thread.setContextClassLoader(loader);
      action.run();
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  /** A provider without a key, as a jar on the class path may contain. */
  public static final class Found implements Provider {
    private static final ProviderInfo INFO = ProviderInfo.builder("found", "https://found.example")
        .setting(io.github.ckpt4j.spi.Setting.baseUrl("FOUND_BASE_URL"))
        .build();

    private final Provider same =
        Providers.openAiCompatible("found", "https://found.example/v1", null, Map.of());

    @Override
    public ProviderInfo info() {
      return INFO;
    }

    @Override
    public Map<String, String> headers(Settings settings) {
      return Map.of("Authorization", "Bearer sandbox-openai-key");
    }

    @Override
    public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
      return same.checkpoints(job, page);
    }

    @Override
    public ApiRequest<Job> job(JobRef job) {
      return same.job(job);
    }
  }
}
