package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses for a chosen checkpoint. */
final class UseTest {
  private static final String OPENAI = "openai:ftjob-overfitted";

  private static Sandbox sandbox;

  @TempDir
  private Path directory;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().clock(Cli.CLOCK).start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai:ftjob-overfitted",
        "portkey:ftjob-overfitted",
        "together:ft-dc07b30c-8203",
        "oxen:ox/farm/ft_deployed",
        "baseten:yqvr2lxw/3mq59k8w",
        "azure:ftjob-1b6f0a3c5d7e49208c4fb1a2d3e4f506",
        "nebius:ftjob-llama",
        "bedrock:ftjob-reinforced"
      })
  void everyProviderDescribesHow(String job) {
    Cli.Result result = cli().run("use", job);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("base URL  ", "model     ", "deploy    ", "curl '", "-H \"", "(")
        .doesNotContain("sandbox-");
    Golden.check(
        "use-" + job.substring(0, job.indexOf(':')) + ".table",
        result.out().replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"));
  }

  @Test
  void severalCheckpointsAreNamedAtOnce() {
    Cli.Result result = cli().run("use", OPENAI, "100", "best", "latest", "-o", "jsonl");
    assertThat(result.out().lines())
        .extracting(
            line -> JsonParser.parseString(line).getAsJsonObject().get("step").getAsInt())
        .containsExactly(100, 200, 300);
    assertThat(cli().run("use", OPENAI, "all", "-o", "name").out()).hasLineCount(3);
  }

  @Test
  void recordsHaveEverythingAndNoKey() {
    String key = sandbox.environment().getOrDefault("OPENAI_API_KEY", "?");
    String out = cli().run("use", OPENAI, "best", "-o", "json").out();
    JsonObject record = JsonParser.parseString(out).getAsJsonArray().get(0).getAsJsonObject();

    assertThat(record.keySet()).containsExactlyElementsOf(UsageRecords.FIELDS);
    assertThat(record.get("deployment").getAsString()).isEqualTo("not_needed");
    assertThat(record.getAsJsonObject("headers").get("Authorization").getAsString())
        .isEqualTo("Bearer $OPENAI_API_KEY");
    assertThat(record.get("curl").getAsString()).contains("$OPENAI_API_KEY");
    assertThat(out).doesNotContain(key);
  }

  @Test
  void promptfooReadsKeysFromTheEnvironment() {
    String out = cli().run("use", OPENAI, "all", "-o", "promptfoo").out();
    JsonArray providers = JsonParser.parseString(out).getAsJsonArray();

    assertThat(providers).hasSize(3);
    for (JsonElement each : providers) {
      JsonObject provider = each.getAsJsonObject();
      assertThat(provider.get("id").getAsString())
          .isEqualTo("openai:chat:" + provider.get("label").getAsString());
      assertThat(provider.getAsJsonObject("config").get("apiKeyEnvar").getAsString())
          .isEqualTo("OPENAI_API_KEY");
      assertThat(provider.getAsJsonObject("config").get("apiBaseUrl").getAsString())
          .isEqualTo(sandbox.baseUrl("openai"));
    }
  }

  @Test
  void promptfooGetsOtherHeadersToo() {
    String out = cli().run("use", "portkey:ftjob-overfitted", "-o", "promptfoo").out();
    assertThat(JsonParser.parseString(out)
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("config")
            .getAsJsonObject("headers")
            .get("x-portkey-api-key")
            .getAsString())
        .isEqualTo("{{env.PORTKEY_API_KEY}}");
  }

  /** It would fail at each request. */
  @ParameterizedTest
  @ValueSource(strings = {"together:ft-dc07b30c-8203", "baseten:yqvr2lxw/3mq59k8w"})
  void whatMustBeDeployedFirstIsNoProviderForPromptfoo(String job) {
    Cli.Result result = cli().run("use", job, "-o", "promptfoo");

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.out()).isEqualTo("[]\n");
    assertThat(result.err().replaceAll("\\s+", " ")).contains("must be deployed first. Hint:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai:ftjob-1      | 0 | https://platform.openai.com/finetune/ftjob-1",
        "ft-1                | 0 | https://api.together.ai/fine-tuning/ft-1",
        "baseten:p/j         | 0 | https://app.baseten.co/training/p/logs/j",
        "oxen:a/b/ft_1       | 3 | the web address of jobs at Oxen.ai is unknown",
        "azure:ftjob-1       | 3 | the web address of jobs at Azure OpenAI is unknown",
        "baseten:p           | 2 | a job at Baseten looks like baseten:project/job",
      })
  void printsTheAddressOfAJob(String job, int code, String text) {
    Cli.Result result = new Cli().run("open", job);
    assertThat(result.code()).isEqualTo(code);
    assertThat((result.out() + result.err()).replaceAll("\\s+", " ")).contains(text);
  }

  @Test
  void opensTheBrowserOnATerminal() throws Exception {
    Path opened = directory.resolve("opened");
    Path browser = directory.resolve("browser");
    Files.writeString(browser, "#!/bin/sh\nprintf %s \"$1\" > " + opened + "\n");
    assertThat(browser.toFile().setExecutable(true)).isTrue();
    Cli terminal = new Cli().set("BROWSER", browser.toString()).terminal(24, 80);

    Cli.Result result = terminal.run("open", "openai:ftjob-1");

    assertThat(result.out()).isEmpty();
    assertThat(Files.readString(opened)).isEqualTo("https://platform.openai.com/finetune/ftjob-1");
    assertThat(new File(opened.toString()).delete()).isTrue();
    for (Cli each : List.of(
        new Cli().set("BROWSER", browser.toString()),
        new Cli().set("BROWSER", directory.resolve("none").toString()).terminal(24, 80))) {
      assertThat(each.run("open", "openai:ftjob-1").out()).startsWith("https://");
    }
    assertThat(new Cli()
            .set("BROWSER", browser.toString())
            .terminal(24, 80)
            .run("open", "openai:ftjob-1", "--print")
            .out())
        .startsWith("https://");
    assertThat(opened).doesNotExist();
  }
}
