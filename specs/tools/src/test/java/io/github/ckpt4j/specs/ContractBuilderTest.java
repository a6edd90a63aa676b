package io.github.ckpt4j.specs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractBuilderTest {
  private static final String PATH = "/fine-tunes/{id}/checkpoints";

  @TempDir
  Path directory;

  private Specs specs;

  @BeforeEach
  void copy() {
    specs = new Specs(directory);
  }

  @ParameterizedTest
  @FieldSource("io.github.ckpt4j.specs.Specs#VENDORS")
  void everyDocumentYieldsItsContract(String vendor) throws Exception {
    Path written = directory.resolve("out/" + vendor + ".yaml");
    ContractBuilder.main(new String[] {directory.toString(), vendor, written.toString()});
    Map<String, Object> contract = DocumentReader.read(written, vendor);
    assertThat(contract).containsOnlyKeys("openapi", "info", "servers", "paths", "components");
    assertThat(Files.readString(written))
        .contains("operationId: listCheckpoints", "operationId: retrieveJob")
        .doesNotContain("summary", "enum", "default:", "x-");
  }

  @Test
  void integersAre64BitsWideAndTimesAreText() {
    Map<String, Object> contract = specs.contract("baseten", specs.file("baseten.yaml"));
    Object checkpoint =
        Tree.at(contract, "components", "schemas", "TrainingJobCheckpointV1", "properties");
    assertThat(Tree.at(checkpoint, "size_bytes")).asString().contains("int64");
    assertThat(Tree.at(checkpoint, "created_at")).asString().doesNotContain("format");
  }

  @Test
  void parametersKeepTheContractsOrder() {
    Path newer = specs.changed(
        "openai",
        document -> java.util.Collections.reverse(Tree.list(Tree.at(
            document,
            "paths",
            "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints",
            "get",
            "parameters"))));
    assertThat(specs.contract("openai", newer))
        .isEqualTo(specs.contract("openai", specs.file("openai.yaml")));
  }

  @Test
  void namesEveryMissingField() {
    Path newer = specs.replaced("openai", "step_number", "stepNumber");
    assertThatThrownBy(() -> specs.contract("openai", newer))
        .hasMessage("specs/openai.yaml: the facade needs FineTuningJobCheckpoint.step_number,"
            + " which the document no longer has");
  }

  @Test
  void namesAMissingParameter() {
    Path newer = specs.replaced("openai", "name: after", "name: behind");
    assertThatThrownBy(() -> specs.contract("openai", newer))
        .hasMessage("specs/openai.yaml: the facade needs listCheckpoints(after), a parameter,"
            + " which the document no longer has");
  }

  @Test
  void namesANewRequiredParameter() {
    Path newer = specs.changed(
        "together",
        document -> Tree.list(Tree.at(document, "paths", PATH, "get", "parameters"))
            .add(new LinkedHashMap<>(Map.of("name", "project", "in", "query", "required", true))));
    assertThatThrownBy(() -> specs.contract("together", newer))
        .hasMessage(
            "specs/together.yaml: the facade needs listCheckpoints without the parameter project,"
                + " which the document now requires");
  }

  @Test
  void leavesOutANewOptionalParameter() {
    Path newer = specs.changed(
        "together",
        document -> Tree.list(Tree.at(document, "paths", PATH, "get", "parameters"))
            .add(new LinkedHashMap<>(Map.of("name", "x\\u0022", "in", "query"))));
    assertThat(specs.contract("together", newer))
        .isEqualTo(specs.contract("together", specs.file("together.yaml")));
  }

  @Test
  void namesAnActionThatFindsNothing() {
    Path newer = specs.replaced("together", PATH, "/finetunes/{id}/checkpoints");
    assertThatThrownBy(() -> specs.contract("together", newer))
        .hasMessageStartingWith("specs/together.overlay.yaml: action 1 (update $.paths['" + PATH)
        .hasMessageEndingWith("finds nothing in specs/together.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/evil.yaml#/components/schemas/X",
        "file:///etc/passwd",
        "other.yaml#/X",
        "#/paths/~1fine-tunes",
        "#/components/schemas/../X",
        "#/components/parameters/X",
        "#/components/schemas/X\\u0022",
        "#/components/schemas/Absent"
      })
  void followsNoReferenceElsewhere(String ref) {
    Path newer = specs.changed(
        "together",
        document -> properties(document).put("step", new LinkedHashMap<>(Map.of("$ref", ref))));
    assertThatThrownBy(() -> specs.contract("together", newer))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("specs/together.yaml: refused");
  }

  @Test
  void leavesOutFieldsThatAreNotRead() {
    Map<String, Object> evil = Map.of("$ref", "https://example.com/evil.yaml");
    Path newer = specs.changed("together", document -> {
      properties(document).put("extra", new LinkedHashMap<>(evil));
      Tree.list(Tree.at(document, "components", "schemas", "FineTuneCheckpoint", "required"))
          .add("extra");
    });
    assertThat(specs.contract("together", newer))
        .isEqualTo(specs.contract("together", specs.file("together.yaml")));
  }

  @Test
  void leavesOutDiscriminators() {
    Path newer = specs.changed(
        "together",
        document -> Tree.map(Tree.at(document, "components", "schemas", "FineTuneCheckpoint"))
            .put(
                "discriminator",
                Map.of("propertyName", "x", "mapping", Map.of("x", "http://127.0.0.1:1/"))));
    assertThat(specs.contract("together", newer))
        .isEqualTo(specs.contract("together", specs.file("together.yaml")));
  }

  @Test
  void refusesThePropertyThatRanCode() {
    String name = "x\\u0022; static { try { new java.io.FileWriter(\\u0022pwned\\u0022).close(); }"
        + " catch (Exception e) {} } static final String y \\u003d \\u0022";
    Path newer = specs.changed(
        "together",
        document -> properties(document).put(name, new LinkedHashMap<>(Map.of("type", "string"))));
    assertThatThrownBy(() -> specs.contract("together", newer))
        .hasMessageStartingWith(
            "specs/together.yaml: refused, FineTuneCheckpoint has a name or word")
        .hasMessageMatching("[ -\\[\\]-~]+");
  }

  @Test
  void theVendorsOwnNamesOfOperationsMeanNothing() {
    Path newer = specs.changed(
        "together",
        document -> Tree.map(document.get("paths"))
            .put("/elsewhere", Map.of("get", Map.of("operationId", "listCheckpoints"))));
    assertThat(specs.contract("together", newer))
        .isEqualTo(specs.contract("together", specs.file("together.yaml")));
  }

  @ParameterizedTest
  @CsvSource({
    "'actions: []', no x-contract",
    "'x-contract: {}', no actions",
    "'{actions: [{update: {}}], x-contract: {}}', needs a target",
    "'{actions: [{target: $.info}], x-contract: {}}', needs a target",
    "'{actions: [{target: $.info, update: {}, remove: true}], x-contract: {}}', needs a target",
    "'{actions: [{target: \"$.[\", remove: true}], x-contract: {}}', action 1",
    "'{actions: [{target: $.info.title, update: {}}], x-contract: {}}', can be updated"
  })
  void namesAFaultInAnOverlay(String overlay, String reason) {
    specs.write("together.overlay.yaml", overlay);
    assertThatThrownBy(() -> specs.contract("together", specs.file("together.yaml")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("specs/together.overlay.yaml")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../together", "Together", "", "a.b", "every-vendor.overlay"})
  void refusesANameThatIsNoVendor(String name) {
    assertThatThrownBy(() -> new ContractBuilder(directory, name))
        .isInstanceOf(SpecException.class);
  }

  private static Map<String, Object> properties(Map<String, Object> document) {
    return Tree.map(Objects.requireNonNull(
        Tree.at(document, "components", "schemas", "FineTuneCheckpoint", "properties")));
  }
}
