package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.sandbox.Sandbox;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Prints only the requested values, none of them cut. */
final class FieldsTest {
  private static final String OPENAI = "openai:ftjob-overfitted";
  private static final String LONG = "ft:gpt-4o-mini-2024-07-18:";

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().clock(Cli.CLOCK).start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static Cli.Result run(String... args) {
    return new Cli().environment(sandbox.environment()).terminal(24, 40).run(args);
  }

  private static String out(String line) {
    Cli.Result result = run(line.split(" ", -1));
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void chosenFieldsInTheirOrder() {
    String fields = " --fields step,metrics.valid_loss,job ";
    assertThat(out("best " + OPENAI + fields + "-o json"))
        .isEqualTo("[\n{\"step\":200,\"metrics\":{\"valid_loss\":0.749113172784506},\"job\":\""
            + OPENAI + "\"}\n]\n");
    assertThat(out("best " + OPENAI + fields + "-o jsonl"))
        .isEqualTo("{\"step\":200,\"metrics\":{\"valid_loss\":0.749113172784506},\"job\":\""
            + OPENAI + "\"}\n");
    assertThat(out("best " + OPENAI + fields + "-o csv"))
        .isEqualTo("step,metrics.valid_loss,job\n200,0.749113172784506," + OPENAI + "\n");
    assertThat(out("best " + OPENAI + fields + "-o yaml"))
        .isEqualTo("- step: 200\n  metrics:\n    valid_loss: 0.749113172784506\n  job: \"" + OPENAI
            + "\"\n");
    assertThat(out("best " + OPENAI + fields + "--color never").lines())
        .containsExactly("STEP  METRICS.VALID_LOSS  JOB", " 200              0.7491  " + OPENAI);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list openai:ftjob-overfitted --fields job,model",
        "latest openai:ftjob-overfitted --fields job,model",
        "top openai:ftjob-overfitted --fields model,details",
        "show openai:ftjob-overfitted --fields id,metrics",
        "compare openai:ftjob-overfitted together:ft-dc07b30c-8203 --fields step,values,best_of",
        "job openai:ftjob-overfitted --fields job,state",
        "jobs openai: --fields job,state",
        "events openai:ftjob-overfitted --fields time,message",
        "expiring openai:ftjob-overfitted --fields job,expires_at",
        "inventory openai:ftjob-overfitted --fields job,best_value",
        "providers --fields name,abilities",
        "config --fields name,value",
        "gate openai:ftjob-overfitted -m valid_loss --max 9 --fields result,value",
        "use openai:ftjob-overfitted --fields model,headers",
        "watch openai:ftjob-overfitted --interval 10ms --fields job,step",
      })
  void everyCommandHasFields(String line) {
    List<String> fields = List.of(line.replaceFirst(".*--fields ", "").split(",", -1));
    List<Map<String, Object>> records =
        new Yaml().load(run((line + " -o yaml").split(" ", -1)).out());
    assertThat(records).allSatisfy(each -> assertThat(each).containsOnlyKeys(fields));
    if (!line.startsWith("watch")) {
      assertThat(run(line.split(" ", -1)).out()).contains(fields.get(0).toUpperCase(Locale.ROOT));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list openai:x --fields stepp                 | unknown field 'stepp'; available: job, provider, id, step",
        "job openai:x --fields model                  | unknown field 'model'; available: job, provider, state",
        "providers --fields nmae                      | unknown field 'nmae'; available: name, title",
        "list openai:x --fields job -o name           | -o name does not support --fields",
        "jobs openai: --fields job -o openmetrics     | -o openmetrics does not support --fields",
        "watch openai:x --fields job                  | to watch, --fields requires -o json, jsonl, yaml or csv",
      })
  void aFieldThatDoesNotExistIsRefusedBeforeAnythingIsRequested(String line, String message) {
    int before = sandbox.requestCount();
    Cli.Result result = run(line.split(" ", -1));

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().replaceAll("\\s+", " ")).contains(message);
    assertThat(result.out()).isEmpty();
    assertThat(sandbox.requestCount()).isEqualTo(before);
  }

  @Test
  void aMetricThatNothingHasIsAnError() {
    Cli.Result result = run("list", OPENAI, "--fields", "step,metrics.vloss", "-o", "csv");

    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err().replaceAll("\\s+", " "))
        .contains(
            "nothing has the field 'metrics.vloss'; available: metrics.", "metrics.valid_loss");
  }

  @Test
  void aMetricMayBeCopiedFromTheHeadingOfATable() {
    assertThat(out("best " + OPENAI + " --fields metrics.VALID_LOSS -o csv")).contains("0.7491");
  }

  @Test
  void nameIsTheModelAlone() {
    assertThat(out("best " + OPENAI + " -o name"))
        .startsWith(LONG)
        .endsWith(":ckpt-step-200\n")
        .hasLineCount(1);
    assertThat(out("list " + OPENAI + " -o name")).hasLineCount(3);
    assertThat(out("watch " + OPENAI + " --interval 10ms -o name")).hasLineCount(3);
    assertThat(out("gate " + OPENAI + " -m valid_loss --max 9 -o name")).startsWith(LONG);
  }

  @Test
  void refIsEachJobOnce() {
    assertThat(out("list " + OPENAI + " ft-dc07b30c-8203 -o ref"))
        .isEqualTo(OPENAI + "\ntogether:ft-dc07b30c-8203\n");
    assertThat(out("job " + OPENAI + " -o ref")).isEqualTo(OPENAI + "\n");
    assertThat(out("jobs " + OPENAI + " -o ref")).isEqualTo(OPENAI + "\n");
  }

  /** A script that reads nothing into a variable must notice. */
  @Test
  void aCheckpointWithoutAModelNameIsAnError() throws Exception {
    try (FakeProvider provider = new FakeProvider(
        "{\"data\":[{\"step\":1}]}", "{\"id\":\"ft-1\",\"status\":\"completed\"}")) {
      Cli.Result result = new Cli()
          .environment(provider.environment("together", "/v1"))
          .run("list", "ft-1", "--no-metrics", "-o", "name");

      assertThat(result.code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("1 checkpoint of together:ft-1 without a model name");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "best", "latest", "top"})
  void tablesOfFieldsAreSortedAndNeverCut(String command) {
    String out = out(command + " " + OPENAI + " --fields step,model,job --color never");
    assertThat(out).contains(LONG).doesNotContain("…");
    List<String> steps =
        out.lines().skip(1).map(line -> line.strip().split(" ", -1)[0]).toList();
    if (command.equals("list")) {
      assertThat(steps).containsExactly("100", "200", "300");
    }
  }

  @Test
  void theBestOfAllJobs() {
    String jobs = " openai:ftjob-many " + OPENAI + " ft-dc07b30c-8203 oxen:ox/farm/ft_deployed ";
    List<String> each = out("best" + jobs + "--fields metrics.valid_loss,job -o csv")
        .lines()
        .skip(1)
        .toList();
    String lowest = each.stream()
        .min(Comparator.comparing(line -> Double.valueOf(line.split(",", -1)[0])))
        .orElseThrow();

    assertThat(each).hasSize(4);
    assertThat(out("best --overall" + jobs + "--fields metrics.valid_loss,job -o csv")
            .lines())
        .containsExactly("metrics.valid_loss,job", lowest);
    assertThat(out("best --overall" + jobs + "-o name")).hasLineCount(1);
    assertThat(out("best --overall" + jobs.stripTrailing())).hasLineCount(3);
  }

  @Test
  void theBestOfAllNeedsAMetricThatIsReported() {
    Cli.Result result = run("best", "--overall", OPENAI, "ft-dc07b30c-8203", "-m", "bleu");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err().replaceAll("\\s+", " ")).contains("has no metric 'bleu'");
    Cli.Result failed = run("best", "--overall", OPENAI, "ftjob-nobody", "-o", "name");
    assertThat(failed.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failed.out()).as("the others are judged").hasLineCount(1);
  }
}
