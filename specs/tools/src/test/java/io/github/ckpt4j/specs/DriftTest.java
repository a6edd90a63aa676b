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
    assertThat(report.text()).endsWith("Nothing changes for us.");
    assertThat(report.breaks()).isFalse();
  }

  @Test
  void reportsARenameOnce() {
    Drift.Report report = drift("openai", specs.replaced("openai", "step_number", "stepNumber"));
    assertThat(report.text().lines().skip(1).filter(line -> !line.isEmpty()))
        .containsExactly(
            "Breaks us:",
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
            .contains("Breaks us:\n  - Checkpoint.step: type was integer, is string"))
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
        .contains("Changes that do not break us:\n  - FineTuneCheckpoint.size is new (integer)\n")
        .endsWith("Nothing breaks. Copy it over specs/together.yaml to take it.");
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
