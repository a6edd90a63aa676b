package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file that {@code ckpt report} writes, and replaces while jobs run. */
final class ReportCommandTest {
  private static final String OPENAI = "openai:ftjob-overfitted";
  private static final String TOGETHER = "together:ft-dc07b30c-8203";
  private static final String RUNNING = job("TRAINING_JOB_RUNNING");
  private static final String ENDED = job("TRAINING_JOB_COMPLETED");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path directory;

  private Sandbox sandbox;

  @BeforeEach
  void start() {
    sandbox = Sandbox.builder().clock(Cli.CLOCK).start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Path file() {
    return directory.resolve("report.html");
  }

  private String page() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page without its style and its script. */
  private String body() {
    String page = page();
    return page.substring(page.indexOf("<body>"), page.lastIndexOf("<script>"));
  }

  private Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  private Result report(Cli cli, String... args) {
    return cli.run(Stream.of(
            Stream.of("report"), Stream.of(args), Stream.of("--file", file().toString()))
        .flatMap(each -> each)
        .toArray(String[]::new));
  }

  @Test
  void writesOnePageAboutAllJobs() {
    Result result = report(cli(), OPENAI, TOGETHER, "oxen:ox/farm/ft_deployed");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Wrote ");
    assertThat(page())
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("3 runs, 15 checkpoints", "Best valid_loss", "demo-ft-deployed-step-300")
        .contains("<code>" + OPENAI + "</code>", "\"curves\":[")
        .doesNotContain("{{", "data-reload=\"1", "http-equiv=refresh");
  }

  @Test
  void bestIsTheOneThatBestFinds() {
    report(cli(), OPENAI, TOGETHER);
    String model = JsonParser.parseString(cli()
            .run("best", OPENAI, TOGETHER, "-o", "jsonl")
            .out()
            .lines()
            .findFirst()
            .orElseThrow())
        .getAsJsonObject()
        .get("model")
        .getAsString();

    assertThat(model).contains("ckpt-step-");
    assertThat(body()).contains("<p><code>" + model + "</code>");
  }

  @Test
  void whatFailedIsARowAndTheExitCode() {
    Result result = report(cli(), OPENAI, "openai:ftjob-nope", "together:ft-0badf11e-0001");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.err()).contains("openai:ftjob-nope: Could not find");
    assertThat(problems())
        .contains("<td>openai:ftjob-nope", "Could not find fine tune")
        .contains("together:ft-0badf11e-0001", "failed");
    assertThat(page()).contains("Best valid_loss");
  }

  @Test
  void providerThatCannotBeListedIsARow() {
    sandbox.failNext("baseten", Fault.status(401), 50);

    Result result = report(cli(), "baseten:", OPENAI, "nonsense");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(problems()).contains("<td>baseten:<td>", "<td>nonsense<td>");
    assertThat(page()).contains(OPENAI);
  }

  @Test
  void withoutAJobItIsAboutAllJobs() {
    Result result = report(cli());

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(page()).contains(OPENAI, TOGETHER, "baseten:", "portkey:", "azure:", "bedrock:");
    // As in an inventory: nobody waits for a million checkpoints.
    assertThat(problems())
        .contains("no reference can name job ft_queued")
        .contains("openai:ftjob-million", "of more than 10,000 checkpoints");
    assertThat(page()).contains("<td class=n>10,000+");
    assertThat(page().length()).isLessThan(300_000);
    assertThat(body())
        .as("though some jobs report a training loss only")
        .contains("Best valid_loss");
  }

  private String problems() {
    String page = page();
    assertThat(page).contains("<table id=problems>");
    int start = page.indexOf("<table id=problems>");
    return page.substring(start, page.indexOf("</table>", start));
  }

  @Test
  void ownEvaluationIsJudgedByAndDrawn() throws IOException {
    Path scores = Files.writeString(
        directory.resolve("scores.csv"),
        "job,step,metric,value\n" + OPENAI + ",100,accuracy,0.9\n" + OPENAI
            + ",200,accuracy,0.5\n");

    Result result = report(cli(), OPENAI, TOGETHER, "--metrics-file", scores.toString());

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(body())
        .contains("Best accuracy: <b>★ 0.9000</b> at step 100")
        .contains("\"metrics\":[\"accuracy\"");
  }

  @Test
  void mistypedMetricWritesNothing() {
    Result result = report(cli(), OPENAI, "--metric", "valid_los");

    assertThat(result.code())
        .isEqualTo(cli().run("best", OPENAI, "-m", "valid_los").code());
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("valid_los", "valid_loss");
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          report JOB                             | Missing required option: '--file
          report JOB --file DIR/nope/r.html      | no such directory
          report JOB --file DIR                  | cannot write
          report JOB --file DIR/r.html --interval 5s | --interval needs --watch
          plot JOB --file DIR/nope/r.svg         | no such directory
          """)
  void refusesBeforeAnythingIsRequested(String line, String message) {
    Result result = cli()
        .run(line.strip()
            .replace("JOB", OPENAI)
            .replace("DIR", directory.toString())
            .split(" ", -1));

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().replace('\n', ' ')).containsIgnoringCase(message.strip());
    assertThat(sandbox.requestCount()).isZero();
  }

  @Test
  void noJobsAtAllWriteNothing() {
    Result result = report(cli(), "baseten:", "--state", "paused");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(file()).doesNotExist();
  }

  @Test
  void manyCheckpointsAreSampledAndTheBestIsAmongThem() {
    sandbox.add(SandboxJob.of("openai:ftjob-long")
        .checkpoints(1000)
        .createdAt(Cli.CLOCK.instant().minus(Duration.ofDays(30))));

    report(cli(), "openai:ftjob-long");

    assertThat(page().split("<tr>", -1)).hasSizeBetween(150, 230);
    assertThat(page()).contains("1 run, 1,000 checkpoints", "ckpt list openai:ftjob-long");
    String rows = page().substring(page().indexOf("<table id=checkpoints>"));
    assertThat(rows).contains("★ ");
  }

  // ---- Watching

  @Test
  void watchReplacesThePageUntilAllJobsEnd() throws Exception {
    List<String> pages = new ArrayList<>();
    AtomicInteger requests = new AtomicInteger();
    try (FakeProvider provider = new FakeProvider()) {
      provider.checkpoints(list(1), list(2), list(3)).job("job", () -> {
        if (requests.incrementAndGet() > 1) {
          pages.add(page());
        }
        return requests.get() < 3 ? RUNNING : ENDED;
      });

      Result result = report(
          new Cli().environment(provider.environment("baseten", "")),
          "baseten:project/job",
          "--watch",
          "--interval",
          "10ms");

      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.err()).contains("Replacing ", "for the last time");
    }
    assertThat(pages)
        .hasSize(2)
        .allSatisfy(page -> assertThat(page)
            .endsWith("</html>\n")
            .contains("data-reload=\"1\"", "This page is being updated.", "http-equiv=refresh"));
    assertThat(pages.get(0)).contains("1 run, 1 checkpoint.");
    assertThat(pages.get(1)).contains("1 run, 2 checkpoints.");
    assertThat(page())
        .contains("1 run, 3 checkpoints.", "data-reload=\"0\"", ">succeeded<")
        .doesNotContain("being updated", "http-equiv=refresh");
    assertThat(directory.toFile().list()).as("nothing else is left").containsExactly("report.html");
  }

  @Test
  void watchKeepsWhatItHasWhileAProviderFails() throws Exception {
    List<String> pages = new ArrayList<>();
    AtomicInteger requests = new AtomicInteger();
    try (FakeProvider provider = new FakeProvider()) {
      provider.checkpoints(list(2), "<html>", list(2)).job("job", () -> {
        if (requests.incrementAndGet() == 3) {
          pages.add(body());
        }
        return requests.get() < 3 ? RUNNING : ENDED;
      });

      Result result = report(
          new Cli()
              .environment(provider.environment("baseten", ""))
              .clock(new TickingClock(Cli.CLOCK.instant(), Duration.ofHours(1))),
          "baseten:project/job",
          "--watch",
          "--interval",
          "10ms",
          "--retries",
          "0");

      assertThat(result.code()).as(result.err()).isZero();
    }
    assertThat(pages.get(0))
        .contains("1 run, 2 checkpoints.", "(the checkpoints are those of 2026-02-11 1");
    assertThat(body()).doesNotContain("the checkpoints are those of");
  }

  @Test
  void watchEndsAfterItsTime() throws Exception {
    try (FakeProvider provider = new FakeProvider(list(1), RUNNING)) {
      Result result = report(
          new Cli().environment(provider.environment("baseten", "")),
          "baseten:project/job",
          "--watch",
          "--interval",
          "10ms",
          "--timeout",
          "200ms");

      assertThat(result.code()).isEqualTo(ExitCode.TIMED_OUT);
      assertThat(page()).contains("data-reload=\"0\"").doesNotContain("being updated");
    }
  }

  private static String job(String status) {
    return "{\"training_job\":{\"id\":\"job\",\"current_status\":\"" + status
        + "\",\"training_project_id\":\"project\"}}";
  }

  private static String list(int count) {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      list.append(i == 1 ? "" : ",")
          .append(
              "{\"checkpoint_id\":\"checkpoint-" + i + "\",\"created_at\":\"2026-02-11T10:00:00Z\","
                  + "\"checkpoint_type\":\"lora\",\"sync_status\":\"COMPLETED\",\"size_bytes\":1}");
    }
    return "{\"training_job\":{\"id\":\"job\"},\"checkpoints\":[" + list + "]}";
  }
}
