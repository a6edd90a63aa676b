package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command means the same at every provider, and shows nothing that misleads. */
final class MeaningTest {
  private static final String OPENAI = "openai:ftjob-overfitted";

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start();
    for (String job : List.of(
        "openai:ftjob-six",
        "portkey:ftjob-six",
        "together:ft-six",
        "oxen:a/b/ft_six",
        "baseten:project/six")) {
      sandbox.add(SandboxJob.of(job).checkpoints(6));
    }
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai:ftjob-six",
        "portkey:ftjob-six",
        "together:ft-six",
        "oxen:a/b/ft_six",
        "baseten:project/six"
      })
  void limitShowsTheNewestStepsInOrder(String job) {
    List<Long> all = steps("list", job, "--sort", "step", "-o", "csv");
    List<Long> table = tableSteps("list", job, "-n", "2");

    assertThat(table).isEqualTo(all.subList(all.size() - 2, all.size()));
    assertThat(tableSteps("list", job, "-n", "2", "--reverse"))
        .containsExactly(all.get(all.size() - 1), all.get(all.size() - 2));
  }

  @Test
  void markAndCurveAreAboutTheWholeJob() {
    String one = cli().run("list", OPENAI, "-n", "1").out();

    assertThat(one).contains("1 of 3 checkpoints", "valid_loss ▅▁█").doesNotContain("★");
    assertThat(cli().run("list", OPENAI, "-n", "2").out()).contains("★");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list JOB -m foo",
        "list JOB -m foo -o jsonl",
        "list JOB -m foo -o csv",
        "list JOB --sort foo",
        "list JOB --sort foo -o json",
        "best JOB -m foo",
        "top JOB -m foo",
        "show JOB best -m foo",
        "compare JOB -m foo",
        "plot JOB -m foo",
        "watch JOB -m foo",
        "watch JOB --until foo<0.9",
        "watch JOB --until foo<0.9 -o jsonl",
      })
  void unknownMetricIsAnErrorThatNamesTheOthers(String line) {
    Cli.Result result = cli().run(line.replace("JOB", OPENAI).split(" "));

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no metric 'foo'. Available: ").contains("valid_loss");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list JOB -m VALID_LOSS",
        "list JOB -m VALID_LOSS -o csv",
        "list JOB --sort VALID_LOSS -n 2",
        "list JOB --sort STEP",
        "best JOB -m Valid_Loss",
        "top JOB -m VALID_LOSS",
        "show JOB best -m VALID_LOSS",
        "compare JOB -m VALID_LOSS",
        "plot JOB -m VALID_LOSS",
        "watch JOB -m VALID_LOSS",
        "watch JOB --until VALID_LOSS<99",
      })
  void metricsAreFoundInAnyCase(String line) {
    Cli.Result result = cli().run(line.replace("JOB", OPENAI).split(" "));

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).containsPattern("[12]00");
  }

  @Test
  void unknownDirectionIsRefusedWithTheTwoWaysToSetIt() {
    for (String command : List.of("best", "top", "compare")) {
      Cli.Result result = cli().run(command, "together:ft-dc07b30c-8203", "-m", "GRAD_NORM");

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("use grad_norm:min or grad_norm:max");
    }
  }

  @Test
  void sortIsByTheMetricOfTheHeading() {
    assertThat(tableSteps("list", OPENAI, "--sort", "VALID_LOSS", "-n", "2"))
        .containsExactly(200L, 100L);
  }

  @Test
  void unknownTypeIsAnErrorThatNamesTheOthers() {
    for (String format : List.of("table", "jsonl")) {
      Cli.Result result =
          cli().run("list", "together:ft-dc07b30c-8203", "--type", "banana", "-o", format);

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("type 'banana'. Available: adapter, merged");
    }
  }

  @Test
  void badLineDoesNotHideTheGoodOnes() {
    Cli.Result result =
        cli().in("\ufeff" + OPENAI + "\r\n\r\n# note\r\nnonsense\r\n").run("list", "-");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).contains(OPENAI + "  3 checkpoints");
    assertThat(result.err()).contains("standard input, line 4: ");
  }

  @Test
  void noReferenceAtAllIsWrongUsage() {
    for (String command : List.of("list", "best", "job", "watch", "compare")) {
      Cli.Result result = cli().in("# nothing\n").run(command, "-");

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("standard input contains no job reference");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "openai:ftjob-1 | openai:ftjob-1",
        "~ openai:ftjob-1 ~ | openai:ftjob-1",
        "~\ufeffopenai:ftjob-1\r\n~ | openai:ftjob-1",
        "'openai:ftjob-1' | openai:ftjob-1",
        "\"openai:ftjob-1\", | openai:ftjob-1",
        "“openai:ftjob-1” | openai:ftjob-1",
        "~\u00a0openai:ftjob-1\u200b~ | openai:ftjob-1",
        "<openai:ftjob-1> | openai:ftjob-1",
        "(openai:ftjob-1). | openai:ftjob-1",
        "**openai:ftjob-1** | openai:ftjob-1",
        "- openai:ftjob-1 | openai:ftjob-1",
        "12. `openai:ftjob-1` | openai:ftjob-1",
        "openai:ftjob-1  # the good one | openai:ftjob-1",
        "OpenAI:ftjob-1 | openai:ftjob-1",
        "[openai:ftjob-1](https://platform.openai.com/finetune/ftjob-2) | openai:ftjob-1",
        "[my run](https://platform.openai.com/finetune/ftjob-1) | openai:ftjob-1",
        "platform.openai.com/finetune/ftjob-1 | openai:ftjob-1",
        "oxen:Ox/farm/ft_1 | oxen:Ox/farm/ft_1",
        "https://platform.openai.com/finetune/ftjob-1?filter=all | openai:ftjob-1",
        "https://platform.openai.com/finetune?job=ftjob-1#x | openai:ftjob-1",
        "HTTPS://API.OPENAI.COM/v1/fine_tuning/jobs/ftjob-1/checkpoints | openai:ftjob-1",
        "https://api.together.ai/fine-tuning/ft-1 | together:ft-1",
        "https://app.portkey.ai/fine-tuning/ftjob-1 | portkey:ftjob-1",
        "https://app.baseten.co/training/p/logs/j | baseten:p/j",
      })
  void pastedReferencesAreUnderstood(String text, String reference) {
    assertThat(PastedReference.read(text, Configuration.installed())).hasToString(reference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://www.oxen.ai/ox/farm/fine-tunes/1 | looks like oxen:namespace/repo/ft_…",
        "https://app.baseten.co/training/p | looks like baseten:project/job",
        "https://platform.openai.com/finetune | looks like openai:ftjob-…",
        "example.com/ftjob-1 | 'example.com' is not the site of a known provider",
        "https://example.com/ftjob-1 | 'example.com' is not the site of a known provider",
        "https:///x | is not the site of a known provider",
        "ftp://example.com/ftjob-1 | 'example.com' is not the site of a known provider",
      })
  void otherPagesAreRefusedWithTheRightForm(String url, String problem) {
    Cli.Result result = new Cli().run("list", url);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "step-200", "ft:gpt-4o-mini-2024-07-18:sandbox:demo:"})
  void checkpointIsFoundByStepOrModel(String which) {
    String model = cli()
        .run("show", OPENAI, "200")
        .out()
        .lines()
        .filter(line -> line.contains("model"))
        .findFirst()
        .orElseThrow()
        .strip()
        .replaceFirst("model\\s+", "");
    Cli.Result result = cli().run("show", OPENAI, which.startsWith("ft:") ? model : which);

    assertThat(result.code()).isZero();
    assertThat(result.out()).containsPattern("step\\s+200");
  }

  @Test
  void otherCheckpointsAtTheStepAreNamed() {
    Cli.Result result = cli().run("show", "together:ft-dc07b30c-8203", "600");

    assertThat(result.code()).isZero();
    assertThat(result.err()).startsWith("Other checkpoints at step 600: ");
  }

  @Test
  void mistypedOptionsAreNamedAsTheyAreWritten() {
    assertThat(cli().run("list", OPENAI, "-o", "xml").err())
        .contains(
            "'--output'",
            "must be table, wide, json, jsonl, yaml, csv, name, ref, openmetrics, not 'xml'");
    assertThat(cli().run("best", OPENAI, "-o", "xml").err())
        .contains(
            "'--output'", "must be table, wide, json, jsonl, yaml, csv, name, ref, not 'xml'");
    assertThat(cli().run("list", OPENAI, "--retries", "abc").err())
        .contains("'--retries'", "must be a whole number, not 'abc'");
    assertThat(cli().run("list", OPENAI, "--retries", "-1").err()).contains("--retries must be 0");
    assertThat(cli().run("lst").err()).contains("unknown command 'lst'. Did you mean: list");
    assertThat(cli().run("login").err())
        .contains("unknown command 'login'.")
        .doesNotContain("mean");
    assertThat(cli().run("list", OPENAI, "--ouput", "json").err())
        .contains("unknown option '--ouput'. Did you mean: --output?");
  }

  @Test
  void sandboxRunsThisProgramWithoutPath() {
    Cli.Result result = new Cli().run("sandbox", "ckpt", "list", OPENAI);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(OPENAI + "  3 checkpoints");
    assertThat(new Cli().run("sandbox", "list", OPENAI).err())
        .contains("Did you mean: ckpt sandbox ckpt list?");
  }

  @Test
  void csvKeepsMetricsThatNobodyExpected() throws IOException {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      String name = i < 100 ? "early_metric" : "late_metric";
      data.append(i == 0 ? "" : ",")
          .append("{\"object\":\"fine_tuning.job.checkpoint\",\"id\":\"c")
          .append(i)
          .append("\",\"created_at\":1770000000,\"fine_tuned_model_checkpoint\":\"m")
          .append(i)
          .append("\",\"fine_tuning_job_id\":\"ftjob-1\",\"step_number\":")
          .append(i)
          .append(",\"metrics\":{\"step\":")
          .append(i)
          .append(",\"")
          .append(name)
          .append("\":0.5}}");
    }
    String list = "{\"object\":\"list\",\"data\":[" + data + "],\"has_more\":false}";
    try (FakeProvider provider = new FakeProvider(list, "{}")) {
      String out = new Cli()
          .environment(provider.environment())
          .run("list", "openai:ftjob-1", "-o", "csv")
          .out();
      assertThat(out.lines().findFirst().orElseThrow())
          .contains("metrics.early_metric")
          .endsWith(",metrics.*");
      assertThat(out).contains("\"{\"\"late_metric\"\":0.5}\"");
      assertThat(new Cli()
              .environment(provider.environment())
              .run("best", "openai:ftjob-1", "-m", "late_metric:min", "-o", "csv")
              .out())
          .contains("metrics.late_metric");
    }
  }

  @Test
  void plainFallback() {
    for (Map<String, String> variables :
        List.of(Map.of("TERM", "dumb"), Map.of("LANG", "C"), Map.of("LC_ALL", "POSIX"))) {
      Terminal terminal = Terminal.ofSize(24, 80, variables);
      assertThat(terminal.isAscii()).isTrue();
    }
    assertThat(Terminal.none(Map.of("LANG", "de_DE.UTF-8")).isAscii()).isFalse();
    assertThat(Terminal.none(Map.of("LC_ALL", "", "LANG", "en_US.utf8")).isAscii())
        .isFalse();
    assertThat(Terminal.none(Map.of()).isAscii()).isFalse();
    assertThat(Terminal.ofSize(24, 80, Map.of("TERM", "dumb")).canRedraw()).isFalse();
  }

  @Test
  void dumbTerminalIsNotDrawnOver() {
    Cli.Result result = cli()
        .set("TERM", "dumb")
        .terminal(24, 80)
        .errTerminal(24, 80)
        .run("watch", OPENAI, "--interval", "10ms");

    assertThat(result.code()).isZero();
    assertThat(result.out() + result.err()).doesNotContain("\u001b", "\r");
  }

  private static Cli cli() {
    return new Cli().environment(sandbox.environment());
  }

  private static List<Long> steps(String... args) {
    return cli()
        .run(args)
        .out()
        .lines()
        .skip(1)
        .map(line -> Long.valueOf(line.split(",", -1)[3]))
        .toList();
  }

  private static List<Long> tableSteps(String... args) {
    return cli()
        .run(args)
        .out()
        .lines()
        .skip(2)
        .map(line -> Long.valueOf(line.strip().replaceFirst(" .*", "")))
        .toList();
  }
}
