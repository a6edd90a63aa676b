package io.github.ckpt4j.sandbox;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.OpenApi30;
import com.networknt.schema.dialect.OpenApi31;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Validates the responses of every default job against the contract: the operation's schema in the
 * vendor's specification, with our corrections. The clients are generated from it; the sandbox is
 * not.
 */
final class ContractTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** Expected validation errors, where the contract differs from what the vendor sends. */
  private static final Pattern KNOWN = Pattern.compile(
      // The contract declares OpenAI's times as text, so that one malformed time cannot fail a
      // page.
      "openai .*/(created|finished)_at: integer found, string expected"
          // Azure writes a decimal point.
          + "|openai .*/step_number: number found, integer expected"
          // The specification requires them, but the real service omits them for a full fine-tune.
          + "|baseten .* required property '(lora_adapter_config|training_job_id)' not found");

  /**
   * The sandbox's responses by operation. Contracts may have operations that it does not emulate.
   */
  private static final Map<String, BiFunction<ProviderJson, SandboxJob, String>> RESPONSES =
      Map.ofEntries(
          entry("listCheckpoints", (json, job) -> json.checkpoints()),
          entry("retrieveJob", (json, job) -> json.job()),
          entry("listMetrics", (json, job) -> json.metrics()),
          entry("listJobs", (json, job) -> json.jobs()),
          entry("listOwnJobs", (json, job) -> json.jobs()),
          entry("searchJobs", (json, job) -> json.jobs()),
          entry("listEvents", (json, job) -> json.events()),
          entry("listLogs", (json, job) -> json.events()),
          entry("listModels", (json, job) -> json.list("models")),
          entry(
              "listProjectJobs",
              (json, job) -> json.list("v1/training_projects/" + parent(job) + "/jobs")),
          entry(
              "listRepositoryJobs",
              (json, job) -> json.list("api/repos/" + parent(job) + "/fine_tunes")),
          entry("listUserJobs", (json, job) -> json.list(ownersJobs("users", job))),
          entry("listOrganizationJobs", (json, job) -> json.list(ownersJobs("orgs", job))),
          entry("listTeamJobs", (json, job) -> json.list(ownersJobs("teams", job))));

  private static String parent(SandboxJob job) {
    return job.id().substring(0, job.id().lastIndexOf('/'));
  }

  private static String ownersJobs(String kind, SandboxJob job) {
    return "api/" + kind + "/" + job.id().substring(0, job.id().indexOf('/')) + "/fine_tunes";
  }

  /** Every vendor that has a document. */
  static List<String> vendors() throws IOException {
    try (Stream<Path> specs = Files.list(Path.of("..", "specs"))) {
      return specs
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".overlay.yaml") && !name.startsWith("every-vendor"))
          .map(name -> name.substring(0, name.indexOf('.')))
          .sorted()
          .toList();
    }
  }

  static Stream<Arguments> operations() throws IOException {
    Stream.Builder<Arguments> operations = Stream.builder();
    for (String vendor : vendors()) {
      String contract =
          Files.readString(Path.of("..", vendor + "-client", "target", "spec", vendor + ".yaml"));
      YAMLMapper.shared().readTree(contract).at("/paths").forEachEntry((path, methods) -> {
        methods.forEachEntry((verb, each) -> {
          String operation = each.at("/operationId").asString();
          if (RESPONSES.containsKey(operation)) {
            operations.add(Arguments.of(vendor, operation, path + "/" + verb, contract));
          }
        });
      });
    }
    return operations.build();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("operations")
  void everyResponseSatisfiesTheContract(
      String vendor, String operation, String path, String contract) throws IOException {
    BiFunction<ProviderJson, SandboxJob, String> response =
        Objects.requireNonNull(RESPONSES.get(operation));
    Schema schema = schema(vendor, path, contract);
    assertThat(schema.validate(JSON.readTree("[]")))
        .as("a contract that accepts anything")
        .isNotEmpty();
    List<String> vendors = vendors();
    List<SandboxJob> jobs = DefaultJobs.at(Instant.parse("2026-05-01T08:00:00Z")).stream()
        .filter(job -> contractOf(job, vendors).equals(vendor))
        .toList();
    assertThat(jobs).isNotEmpty();
    for (SandboxJob job : jobs) {
      for (ProviderJson json :
          List.of(ProviderJson.of(job), ProviderJson.of(job).shuffled(1))) {
        JsonNode body = JSON.readTree(response.apply(json, job));
        assertThat(schema.validate(body))
            .as(job.reference())
            .extracting(error -> vendor + " " + error)
            .allMatch(KNOWN.asMatchPredicate());
      }
    }
  }

  /** A provider without a document of its own speaks OpenAI's protocol. */
  private static String contractOf(SandboxJob job, List<String> vendors) {
    return vendors.contains(job.provider()) ? job.provider() : "openai";
  }

  private static Schema schema(String vendor, String path, String contract) {
    String iri = "https://contract.example/" + vendor;
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
        contract.contains("openapi: 3.1") ? OpenApi31.getInstance() : OpenApi30.getInstance(),
        builder -> builder.schemas(
            Map.of(iri, JSON.writeValueAsString(YAMLMapper.shared().readTree(contract)))));
    int verb = path.lastIndexOf('/');
    String pointer = "/paths/" + path.substring(0, verb).replace("/", "~1") + path.substring(verb)
        + "/responses/200/content/application~1json/schema";
    return registry.getSchema(SchemaLocation.of(iri + "#" + pointer));
  }
}
