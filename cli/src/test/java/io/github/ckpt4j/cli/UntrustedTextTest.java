package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.SafeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's text cannot control the terminal, forge a line, or run in a spreadsheet. */
final class UntrustedTextTest {
  /** Clear screen, window title, carriage return, C1 control, override, isolate, and more. */
  private static final String EVIL = "=1+1 \u001b[2J\u001b]0;t\u0007\r\u009b31m\u009d\u202e\u2066"
      + "\u200b\u2028\u2029\u0085\u0000\u007f\ufeff\u00ad\u3164\udb40\udc41\nckpt: forged";

  private FakeProvider provider;

  @BeforeEach
  void start() throws IOException {
    JsonObject metrics = new JsonObject();
    metrics.addProperty("step", 100);
    metrics.addProperty("valid_loss", 0.5);
    metrics.addProperty(EVIL + "metric", 0.5);
    JsonObject checkpoint = new JsonObject();
    checkpoint.addProperty("object", "fine_tuning.job.checkpoint");
    checkpoint.addProperty("id", EVIL);
    checkpoint.addProperty("created_at", 1_770_000_000);
    checkpoint.addProperty("fine_tuned_model_checkpoint", EVIL + ":ckpt-step-100");
    checkpoint.addProperty("fine_tuning_job_id", "ftjob-evil");
    checkpoint.addProperty("step_number", 100);
    checkpoint.add("metrics", metrics);
    JsonArray data = new JsonArray();
    data.add(checkpoint);
    JsonObject list = new JsonObject();
    list.addProperty("object", "list");
    list.add("data", data);
    list.addProperty("has_more", false);
    JsonObject error = new JsonObject();
    error.addProperty("code", EVIL);
    error.addProperty("message", EVIL);
    JsonObject job = new JsonObject();
    job.addProperty("object", "fine_tuning.job");
    job.addProperty("id", "ftjob-evil");
    job.addProperty("status", "failed");
    job.addProperty("model", EVIL);
    job.addProperty("created_at", 1_770_000_000);
    job.addProperty("finished_at", 1_770_000_100);
    job.add("error", error);
    provider = new FakeProvider(list.toString(), job.toString());
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list JOB",
        "list JOB -o wide",
        "list JOB -o json",
        "list JOB -o jsonl",
        "list JOB -o csv",
        "list JOB -m nope",
        "list JOB --sort nope --debug",
        "list JOB --type nope",
        "latest JOB -o csv",
        "best JOB",
        "best JOB -m nope --debug",
        "top JOB",
        "show JOB",
        "show JOB nope",
        "compare JOB",
        "compare JOB -m nope",
        "plot JOB",
        "plot JOB -m nope",
        "report JOB --file /dev/null",
        "job JOB",
        "job JOB -o wide",
        "job JOB -o csv",
        "watch JOB",
        "watch JOB -o jsonl",
        "watch JOB --until nope<1 --debug",
      })
  void noCommandLetsItThrough(String line) {
    for (boolean isTerminal : new boolean[] {false, true}) {
      Cli cli = new Cli().environment(provider.environment());
      Cli.Result result = (isTerminal ? cli.terminal(24, 80) : cli)
          .run(line.replace("JOB", "openai:ftjob-evil").split(" "));

      assertHarmless(result.out(), isTerminal);
      assertHarmless(result.err(), false);
      assertThat(result.err().lines()).noneMatch(each -> each.startsWith("ckpt: forged"));
    }
  }

  @Test
  void jsonIsLossless() {
    String out = new Cli()
        .environment(provider.environment())
        .run("list", "openai:ftjob-evil", "-o", "jsonl")
        .out();

    assertThat(JsonParser.parseString(out).getAsJsonObject().get("id").getAsString())
        .isEqualTo(EVIL);
  }

  @Test
  void spreadsheetRunsNothing() {
    String out = new Cli()
        .environment(provider.environment())
        .run("list", "openai:ftjob-evil", "-o", "csv")
        .out();

    assertThat(out).contains(",'=1+1 [2J").doesNotContain(",=1", "\"=1");
    assertThat(out.lines()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "=1+1,'=1+1",
        "+1,'+1",
        "-1,'-1",
        "@SUM(A1),'@SUM(A1)",
        "~  =1~,~' =1~",
        "＝1,'＝1",
        "a=1,a=1",
        "ft:gpt-4o,ft:gpt-4o"
      })
  void formulasAreText(String text, String cell) throws IOException {
    assertThat(CsvLine.of(text)).isEqualTo(cell);
  }

  @ParameterizedTest
  @CsvSource({"-0.5,-0.5", "1e-7,1.0E-7", "-Infinity,-Infinity"})
  void numbersStayNumbers(double number, String cell) throws IOException {
    assertThat(CsvLine.of(number)).isEqualTo(cell);
  }

  @Test
  void noUnsafeCharacterOfUnicodePasses() {
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(SafeText::isUnsafe)
        .forEach(point -> {
          String text = new String(new int[] {'a', point, 'b'}, 0, 3);
          assertThat(SafeText.oneLine(text)).isEqualTo("a b");
        });
    assertThat(IntStream.of(0x1b, 0x85, 0x9b, 0x9d, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x202e)
            .allMatch(SafeText::isUnsafe))
        .isTrue();
    assertThat(IntStream.of(0x2066, 0x2069, 0xfeff, 0xe0041, 0xd800).allMatch(SafeText::isUnsafe))
        .isTrue();
    assertThat("aé漢😀★…".codePoints().noneMatch(SafeText::isUnsafe)).isTrue();
  }

  @Test
  void outputIsTheLastLineOfDefense() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Output(bytes).line("\u001b[32mgreen\u001b[0m \u001b[2J\u001b]0;title\u0007\u009b\r\u202e");

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("\u001b[32mgreen\u001b[0m  [2J ]0;title    \n");
  }

  @Test
  void filesOfArgumentsAreNotRead(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("secret.txt"), "db_password=hunter2\n");

    for (String[] line :
        new String[][] {{"list", "@" + file}, {"list", "--", "@" + file}, {"@" + file}}) {
      Cli.Result result = new Cli().run(line);

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.out() + result.err()).doesNotContain("hunter2");
    }
  }

  private static void assertHarmless(String text, boolean isScreen) {
    String left = text.replaceAll("\u001b\\[[0-9;]*m", "");
    if (isScreen) {
      left = left.replaceAll("\r\u001b\\[\\d+A\u001b\\[J", "");
    }
    assertThat(left.codePoints().filter(point -> point != '\n' && point != '\t'))
        .noneMatch(SafeText::isUnsafe);
  }
}
