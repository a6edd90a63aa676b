package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Sandbox;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision whether a job is good enough; with its own values, so that they are exact. */
final class GateTest {
  private static final String JOB = "openai:ftjob-overfitted";
  private static final String OTHER = "together:ft-dc07b30c-8203";

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

  private static Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  private Result gate(String line) throws Exception {
    Files.writeString(home.resolve("scores"), """
        job,step,metric,value
        openai:ftjob-overfitted,100,my_loss,1.02
        openai:ftjob-overfitted,200,my_loss,1.5
        openai:ftjob-overfitted,300,my_loss,NaN
        openai:ftjob-overfitted,100,accuracy,0.98
        openai:ftjob-overfitted,300,accuracy,0.5
        openai:ftjob-overfitted,100,only_nan_loss,NaN
        openai:ftjob-overfitted,100,only_infinite_loss,-Infinity
        openai:ftjob-overfitted,100,zero_loss,0
        openai:ftjob-overfitted,100,delta_loss,-0.98
        together:ft-dc07b30c-8203,100,my_loss,1.0
        together:ft-dc07b30c-8203,100,accuracy,1.0
        together:ft-dc07b30c-8203,100,zero_loss,0
        together:ft-dc07b30c-8203,100,delta_loss,-1.0
        """);
    Files.writeString(home.resolve("baseline"), """
        {"id":"any","metric":"MY_LOSS","value":1.0}
        {"id":"worse","metric":"my_loss","value":9}
        """);
    return cli()
        .run(("gate " + JOB + " --metrics-file " + home.resolve("scores") + " --metric " + line)
            .replace("OTHER", OTHER)
            .replace("BASELINE", home.resolve("baseline").toString())
            .split(" +", -1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          my_loss --max 1.02                                          | 0
          my_loss --max 1.0199999999999999999                         | 6
          MY_LOSS --max 2                                             | 0
          my_loss:max --min 1.5                                       | 0
          my_loss:max --min 1.51                                      | 6
          accuracy --min 0.98                                         | 0
          accuracy --min .99                                          | 6
          accuracy --min 9e-1                                         | 0
          my_loss --max-regression 2% --against OTHER                 | 0
          my_loss --max-regression 1.99% --against OTHER              | 6
          my_loss --max-regression 2% --against BASELINE              | 0
          my_loss --max-regression 1.999% --against BASELINE          | 6
          accuracy --max-regression 2% --against OTHER                | 0
          accuracy --max-regression 1.9% --against OTHER              | 6
          delta_loss --max-regression 2% --against OTHER              | 0
          delta_loss --max-regression 1% --against OTHER              | 6
          zero_loss --max-regression 0% --against OTHER               | 0
          my_loss --max-regression 2% --against OTHER --max 1         | 6
          nothing:min --max 1                                         | 7
          only_nan_loss --max 1                                       | 7
          only_infinite_loss --max 1                                  | 7
          accuracy --max-regression 2% --against BASELINE             | 7
          only_nan_loss --max-regression 2% --against OTHER           | 7
          accuracy --max-regression 2% --against BASELINE --min 0.1   | 7
          accuracy --max-regression 2% --against BASELINE --min 0.99  | 6
          my_loss --max-regression 2% --against together:ft-nope      | 3
          my_loss                                                     | 2
          my_loss --max NaN                                           | 2
          my_loss --max Infinity                                      | 2
          my_loss --max 1,5                                           | 2
          my_loss --min 1                                             | 2
          my_loss --max 1 --min 0                                     | 2
          accuracy --max 1                                            | 2
          reward_std --max 1                                          | 2
          my_loss --max-regression 2 --against OTHER                  | 2
          my_loss --max-regression -2% --against OTHER                | 2
          my_loss --max-regression 2%                                 | 2
          my_loss --against OTHER                                     | 2
          my_loss --max-regression 2% --against nosuchfile            | 2
          """)
  void decides(String line, int code) throws Exception {
    Result result = gate(line);

    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(code);
    if (code == 0 || code >= 6) {
      String word = code == 0 ? "pass" : code == 6 ? "fail" : "undecidable";
      assertThat(result.out()).startsWith(word + "  " + JOB);
    } else {
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          reward_std --max 1                       | Hint: use reward_std:min or reward_std:max
          accuracy --max 1                         | Hint: use --min, or accuracy:min
          my_loss --min 1                          | Hint: use --max, or my_loss:max
          my_loss --max-regression 2 --against x   | must be a percentage, such as 2%
          my_loss --max x                          | must be a decimal number, such as 0.8
          my_loss --max-regression 2% --against x  | 'x' is neither a file nor a job reference
          my_loss                                  | nothing to check
          nothing:min --max 1                      | has no checkpoint with a value of nothing
          accuracy --max-regression 2% --against BASELINE | baseline has no value of accuracy
          """)
  void explains(String line, String words) throws Exception {
    assertThat(gate(line).err().replace('\n', ' ')).contains(words);
  }

  @Test
  void jobWithoutCheckpointsIsUndecidable() {
    Result result = cli().run("gate", "oxen:ox/farm/ft_queued", "-m", "valid_loss", "--max", "9");

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNDECIDABLE);
  }

  @Test
  void metricThatTheProviderDoesNotReportIsUndecidable() {
    Result result =
        cli().run("gate", "baseten:yqvr2lxw/full77wq", "-m", "valid_loss", "--max", "9", "-ojsonl");

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNDECIDABLE);
    assertThat(result.out()).contains("\"result\":\"undecidable\"", "\"value\":null");
  }

  @Test
  void outputOfOneRunIsTheBaselineOfTheNext() throws Exception {
    String first =
        cli().run("gate", JOB, "-m", "valid_loss", "--max", "1", "-o", "jsonl").out();
    Path file = Files.writeString(home.resolve("last.jsonl"), first);

    Result second = cli()
        .run(
            "gate",
            JOB,
            "-m",
            "VALID_LOSS",
            "--max-regression",
            "0%",
            "--against",
            file.toString());

    assertThat(second.code()).as(second.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass", "fail", "undecidable"})
  void appendsSummary(String outcome) throws Exception {
    Path summary = Files.writeString(home.resolve("summary.md"), "before\n");
    String max = outcome.equals("pass") ? "1" : "0.1";
    String metric = outcome.equals("undecidable") ? "no|loss" : "valid_loss";

    cli()
        .set("GITHUB_STEP_SUMMARY", summary.toString())
        .run("gate", JOB, "--metric", metric, "--max", max);

    assertThat(summary).content().startsWith("before\n### ckpt gate: " + outcome + "\n");
    assertThat(Files.readString(summary).lines().filter(line -> line.startsWith("|")))
        .hasSize(3)
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 5);
  }

  @Test
  void summaryThatCannotBeWrittenChangesNoDecision() {
    Result result = cli()
        .set("GITHUB_STEP_SUMMARY", home.toString())
        .run("gate", JOB, "--metric", "valid_loss", "--max", "0.1");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_GOOD_ENOUGH);
    assertThat(result.err()).contains("cannot write the summary");
  }

  /** Exactly P percent worse passes, and the smallest step beyond fails, for any numbers. */
  @Property(tries = 300)
  void limitIsExact(
      @ForAll @IntRange(min = 1, max = 100_000) int baseline,
      @ForAll @IntRange(min = 0, max = 500) int tenths,
      @ForAll boolean isLowerBetter) {
    long scaled = baseline * 1_000L;
    long change = (long) baseline * tenths; // a thousandth of the baseline for each tenth of 1 %
    long limit = isLowerBetter ? scaled + change : scaled - change;
    long beyond = isLowerBetter ? limit + 1 : limit - 1;

    assertThat(outcome(scaled, limit, tenths, isLowerBetter)).isEqualTo(Gate.Outcome.PASS);
    assertThat(outcome(scaled, beyond, tenths, isLowerBetter)).isEqualTo(Gate.Outcome.FAIL);
  }

  private static Gate.Outcome outcome(long baseline, long value, int tenths, boolean lower) {
    Metric metric = Metric.of("m");
    Gate gate = new Gate(
        lower ? metric.minimized() : metric.maximized(),
        null,
        new BigDecimal(String.format(Locale.ROOT, "%d.%d", tenths / 10, tenths % 10)));
    JobRef job = JobRef.parse(JOB);
    return gate.decide(
            job,
            Checkpoint.builder(job, "id").metric(metric, value / 1_000_000.0).build(),
            new Gate.Baseline("b", baseline / 1_000_000.0))
        .outcome();
  }
}
