package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's own evaluation, joined to the checkpoints of every command that uses metrics. */
final class MetricsFileTest {
  private static final String OPENAI = "openai:ftjob-overfitted";
  private static final String BASETEN = "baseten:yqvr2lxw/full77wq";

  private static Sandbox sandbox;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path home;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().clock(Cli.CLOCK).start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @BeforeEach
  void writeScores() throws Exception {
    Files.writeString(
        home.resolve("scores.csv"),
        "job,step,metric,value\n"
            + OPENAI + ",100,accuracy,0.5\n"
            + OPENAI + ",200,accuracy,0.25\n"
            + OPENAI + ",300,accuracy,0.75\n"
            + BASETEN + ",216,accuracy,0.9\n"
            + BASETEN + ",240,accuracy,0.8\n");
  }

  private Result run(String line) {
    return new Cli()
        .environment(sandbox.environment())
        .run(line.replace("FILE", "--metrics-file=" + home.resolve("scores.csv"))
            .replace("OPENAI", OPENAI)
            .replace("BASETEN", BASETEN)
            .split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          best OPENAI FILE -o jsonl                                | "step":300
          best OPENAI FILE --metric ACCURACY:min -o jsonl          | "step":200
          best BASETEN FILE -o jsonl                               | "step":216
          best OPENAI BASETEN FILE -o csv                          | ,0.9
          top OPENAI FILE -n 2 -o csv                              | ,0.75
          show OPENAI best FILE -o jsonl                           | "accuracy":0.75
          show OPENAI 200 FILE -o jsonl                            | "accuracy":0.25
          show OPENAI FILE                                         | accuracy
          list OPENAI FILE                                         | ACCURACY
          list OPENAI BASETEN FILE -o csv                          | metrics.accuracy
          list OPENAI FILE -o jsonl                                | "accuracy":0.25
          list OPENAI FILE --sort accuracy --reverse -n 1 -o jsonl | "accuracy":0.75
          compare OPENAI BASETEN FILE -o jsonl                     | "metric":"accuracy"
          plot OPENAI BASETEN FILE                                 | accuracy
          report OPENAI BASETEN FILE --file /dev/null              | ''
          gate OPENAI FILE --metric accuracy --min 0.7             | pass
          list OPENAI FILE -o openmetrics                          | metric="accuracy"} 0.75
          """)
  void evaluationIsJoined(String line, String expected) {
    Result result = run(line);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(expected);
    assertThat(result.err()).as("rows for another job").doesNotContain("not found");
  }

  @Test
  void readsMetricsOfTheProviderOnlyIfTheyMatter() throws Exception {
    try (FakeProvider together = new FakeProvider()) {
      together
          .checkpoints(
              "{\"data\":[{\"step\":10,\"created_at\":\"2026-02-11T10:00:00Z\",\"path\":\"s3://x/y\","
                  + "\"checkpoint_type\":\"Intermediate\"}]}")
          .metrics(404, "text/plain", "gone");
      Files.writeString(home.resolve("scores.csv"), "step,metric,value\n10,accuracy,0.5\n");

      Result result = new Cli()
          .environment(together.environment("together", "/v1"))
          .run(
              "best",
              "together:ft-1",
              "--metrics-file",
              home.resolve("scores.csv").toString());

      assertThat(result.out()).as(result.err()).contains("0.5000");
      assertThat(result.code()).isZero();
    }
  }

  @Test
  void providersMetricOfTheNameIsReplacedAndThatIsReported() throws Exception {
    Files.writeString(home.resolve("scores.csv"), "step,metric,value\n300,Valid_Loss,0.1\n");

    Result result = run("list OPENAI FILE -o jsonl");

    assertThat(result.out()).contains("\"Valid_Loss\":0.1").doesNotContain("\"valid_loss\"");
    assertThat(result.err()).contains("instead of the provider: Valid_Loss.");
  }

  @Test
  void rowsThatMatchNothingAreReported() throws Exception {
    Files.writeString(
        home.resolve("scores.csv"),
        "checkpoint,metric,value\n300,a:max,1\n150,a:max,1\nx,a:max,1\ny,a:max,1\nz,a:max,1\n");

    assertThat(run("list OPENAI FILE").err().replace('\n', ' '))
        .contains("scores.csv: 4 checkpoints in it not found: step 150, x, y, …");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "best OPENAI FILE",
        "top OPENAI FILE",
        "list OPENAI FILE",
        "list OPENAI FILE -o json",
        "show OPENAI FILE",
        "compare OPENAI FILE",
        "plot OPENAI FILE",
        "report OPENAI FILE --file /dev/null",
        "gate OPENAI FILE --metric accuracy --min 1"
      })
  void malformedFileIsRefusedBeforeAnythingIsRequested(String line) throws Exception {
    Files.writeString(home.resolve("scores.csv"), "step,metric,value\n1,accuracy,0\\,5\n");
    int before = sandbox.requestCount();

    Result result = run(line);

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().replace('\n', ' ')).contains("scores.csv, line 2: ");
    assertThat(sandbox.requestCount()).isEqualTo(before);
  }

  @Test
  void severalMetricsNeedAChoice() throws Exception {
    Files.writeString(home.resolve("scores.csv"), "step,metric,value\n1,a,1\n1,b,2\n");

    Result result = run("best OPENAI FILE");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("has several metrics (a, b)");
  }

  @Test
  void stepsWithoutAJobAreRefusedForSeveralJobs() throws Exception {
    Files.writeString(home.resolve("scores.csv"), "step,metric,value\n100,accuracy,1\n");

    Result result = run("best OPENAI together:ft-dc07b30c-8203 FILE");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().replace('\n', ' ')).contains("could belong to").contains("together:");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void oneJobsFailureDoesNotKeepTheOthersFromBeingShown() {
    Result result = run("best openai:ftjob-nope OPENAI FILE -o jsonl");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(result.out()).contains("\"step\":300");
    assertThat(result.err()).contains("openai:ftjob-nope");
  }
}
