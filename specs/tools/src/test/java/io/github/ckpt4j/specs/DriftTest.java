package io.github.ckpt4j.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class DriftTest {

  @TempDir
  Path directory;

  private Specs specs;

  @BeforeEach
  void copy() {
    specs = new Specs(directory);
  }

  @ParameterizedTest
  @FieldSource("io.github.ckpt4j.specs.Specs#VENDORS")
  void theSameDocumentChangesNothing(String vendor) {
    Drift.Report report = Drift.report(directory, vendor, specs.file(vendor + ".yaml"));
    assertThat(report.text()).endsWith("Nothing changes for ckpt4j.");
    assertThat(report.breaks()).isFalse();
  }

  @Test
  void reportsARenameOnce() {
    Drift.Report report = drift("openai", specs.replaced("openai", "step_number", "stepNumber"));
    assertThat(report.text().lines().skip(1).filter(line -> !line.isEmpty()))
        .containsExactly(
            "Breaks ckpt4j:",
            "  - specs/openai.yaml: the facade needs FineTuningJobCheckpoint.step_number,"
                + " which the document no longer has; stepNumber, of the same type, is new: renamed?",
            "1 of 1 changes would break the build.");
    assertThat(report.breaks()).isTrue();
  }

  @Test
  void reportsAChangeOfTypeOfAFieldThatIsRead() {
    Path newer = specs.changed(
        "oxen",
        document -> properties(document, "Checkpoint")
            .put("step", new LinkedHashMap<>(Map.of("type", "string"))));
    assertThat(drift("oxen", newer))
        .satisfies(report -> assertThat(report.text())
            .contains("Breaks ckpt4j:\n  - Checkpoint.step: type was integer, is string"))
        .satisfies(report -> assertThat(report.breaks()).isTrue());
  }

  @Test
  void recommendsADocumentThatBreaksNothing() {
    Path newer = specs.changed(
        "together",
        document -> properties(document, "FineTuneCheckpoint")
            .put("size", new LinkedHashMap<>(Map.of("type", "integer"))));
    Drift.Report report = drift("together", newer);
    assertThat(report.breaks()).isFalse();
    assertThat(report.text())
        .contains("\n  - FineTuneCheckpoint.size is new (integer)\n")
        .endsWith("Nothing breaks. Copy it over specs/together.yaml to adopt it.");
  }

  private static final String READ = "Added; ckpt4j reads it already:";
  private static final String KEPT =
      "Added; ckpt4j keeps it in the details of a checkpoint or job:";
  private static final String LOOK = "Added; nothing reads it: check whether something should:";

  /** The fields that vendors added to their documents in 2026, each with its verdict. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      together | FineTuneCheckpoint.checkpoint             | Added; ckpt4j reads it already:
      together | FineTuneCheckpoint.object_id              | Added; ckpt4j reads it already:
      together | FineTuneCheckpoint.object_name            | Added; ckpt4j reads it already:
      together | FineTuneCheckpoint.object_revision_id     | Added; ckpt4j reads it already:
      together | FineTuneCheckpoint.expires_at             | Added; ckpt4j keeps it in the details of a checkpoint or job:
      together | FinetuneResponse.early_stopped            | Added; ckpt4j keeps it in the details of a checkpoint or job:
      together | FinetuneResponse.early_stopping_best_step | Added; ckpt4j keeps it in the details of a checkpoint or job:
      together | FinetuneResponse.started_at               | Added; ckpt4j keeps it in the details of a checkpoint or job:
      together | FinetuneResponse.status                   | Added; ckpt4j reads it already:
      together | FinetuneListCheckpoints.next              | Added; nothing reads it: check whether something should:
      openai   | FineTuningJob.metadata                    | Added; ckpt4j keeps it in the details of a checkpoint or job:
      openai   | FineTuningJob.method                      | Added; ckpt4j keeps it in the details of a checkpoint or job:
      openai   | FineTuningJobCheckpoint.result_files      | Added; ckpt4j keeps it in the details of a checkpoint or job:
      openai   | FineTuningEvent.usage                     | Added; nothing reads it: check whether something should:
      oxen     | Checkpoint.deployment_id                  | Added; ckpt4j keeps it in the details of a checkpoint or job:
      oxen     | FineTune.current_step                     | Added; ckpt4j keeps it in the details of a checkpoint or job:
      baseten  | TrainingJobCheckpointV1.expires_at        | Added; ckpt4j reads it already:
      baseten  | TrainingJobCheckpointV1.id                | Added; ckpt4j keeps it in the details of a checkpoint or job:
      baseten  | TrainingJobV1.node_count                  | Added; ckpt4j reads it already:
      baseten  | TrainingJobV1.availability_model          | Added; ckpt4j keeps it in the details of a checkpoint or job:
      """)
  void eachNewFieldHasAVerdict(String vendor, String field, String verdict) {
    String model = field.substring(0, field.indexOf('.'));
    Path newer = specs.changed(vendor, document -> {
      Tree.map(Tree.at(document, "components", "schemas"))
          .putIfAbsent(
              model,
              new LinkedHashMap<>(Map.of("type", "object", "properties", new LinkedHashMap<>())));
      properties(document, model)
          .put(field.substring(model.length() + 1), new LinkedHashMap<>(Map.of("type", "string")));
    });
    Drift.Report report = drift(vendor, newer);
    assertThat(report.text()).contains("\n" + verdict + "\n  - " + field + " is new (string)\n");
    assertThat(report.text().split(" is new ", -1)).as("each is named once").hasSize(2);
    assertThat(report.breaks()).isFalse();
  }

  @Test
  void operationsThatConcernCheckpointsAreNamed() {
    String ttl =
        "/v1/training_projects/{training_project_id}/jobs/{training_job_id}/checkpoints/{id}/ttl";
    Path newer = specs.changed("baseten", document -> {
      Map<String, Object> paths = Tree.map(document.get("paths"));
      for (String path : List.of(ttl, "/v1/loops/checkpoints", "/v1/models")) {
        paths.put(path, new LinkedHashMap<>(Map.of("get", new LinkedHashMap<>())));
      }
      paths.put("/v1/training_jobs/search", Map.of("post", Map.of()));
    });
    assertThat(drift("baseten", newer).text())
        .contains("\n" + READ + "\n  - POST /v1/training_jobs/search is new\n")
        .contains(
            "\n" + LOOK + "\n  - GET " + ttl + " is new\n  - GET /v1/loops/checkpoints is new\n")
        .doesNotContain("/v1/models")
        .doesNotContain(KEPT);
  }

  @Test
  void whatIsNotReadDoesNotReachTheContract() {
    Path newer = specs.changed(
        "baseten",
        document -> properties(document, "TrainingJobCheckpointV1")
            .put("id", new LinkedHashMap<>(Map.of("type", "string"))));
    assertThat(specs.contract("baseten", newer))
        .isEqualTo(specs.contract("baseten", specs.file("baseten.yaml")));
  }

  @Test
  void refusesWhatTheBuildRefuses() {
    Path newer = specs.changed(
        "together",
        document -> properties(document, "FineTuneCheckpoint")
            .put("x\\u0022; static {}", new LinkedHashMap<>(Map.of("type", "string"))));
    assertRefused(drift("together", newer));
  }

  static List<String> bombs() {
    return List.of(
        DocumentReaderTest.laughs(9),
        "a: &a [*a]",
        "a: " + "[".repeat(20_000),
        "a: !!javax.script.ScriptEngineManager []",
        "<html>`rm -rf`</html>",
        "");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  @Timeout(20)
  void refusesADocumentThatCannotBeRead(String content) {
    assertRefused(drift("together", specs.write("newer", content)));
  }

  @Test
  void foreignTextCannotLeaveItsLineOrABlockOfCode() {
    String foreign = "x\n::set-output name=a::b\n```\n<img src=x>\u001b]0;t\u0007\u202e\\&";
    Path newer = specs.changed("together", document -> {
      Tree.map(document.get("info")).put("title", foreign);
      properties(document, "FineTuneCheckpoint")
          .put("kind", new LinkedHashMap<>(Map.of("type", foreign)));
      properties(document, "FineTuneCheckpoint").put(foreign, new LinkedHashMap<>());
    });
    assertThat(drift("together", newer).text().lines())
        .noneMatch(line -> line.startsWith("::"))
        .allMatch(line -> line.matches("[ -~]*") && !line.matches(".*[\\\\`<&].*"));
  }

  private static void assertRefused(Drift.Report report) {
    assertThat(report.breaks()).isTrue();
    assertThat(report.text()).containsIgnoringCase("refused").doesNotContain("Copy it");
  }

  private Drift.Report drift(String vendor, Path newer) {
    return Drift.report(directory, vendor, newer);
  }

  private static Map<String, Object> properties(Map<String, Object> document, String model) {
    return Tree.map(Tree.at(document, "components", "schemas", model, "properties"));
  }
}
