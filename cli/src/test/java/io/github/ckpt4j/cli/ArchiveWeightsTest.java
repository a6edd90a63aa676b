package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ckpt4j.cli.Cli.Result;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives the jobs of a sandbox, with their weights. */
final class ArchiveWeightsTest {
  private static final String TOGETHER = "together:ft-dc07b30c-8203";
  private static final String OXEN = "oxen:ox/farm/ft_deployed";
  private static final String BASETEN = "baseten:yqvr2lxw/3mq59k8w";
  private static final String OPENAI = "openai:ftjob-overfitted";
  private static final String FAILED = "together:ft-0badf11e-0001";

  private final Sandbox sandbox = Sandbox.builder()
      .clock(Cli.CLOCK)
      .checkpointSize(20_000)
      .job(SandboxJob.of(TOGETHER).checkpoints(3))
      .job(SandboxJob.of(FAILED).checkpoints(2).finalState(SandboxJob.State.FAILED))
      .job(SandboxJob.of(OXEN).checkpoints(3))
      .job(SandboxJob.of(BASETEN)
          .checkpoints(2)
          .expiresAt(Cli.CLOCK.instant().plus(Duration.ofDays(30))))
      .job(SandboxJob.of(OPENAI).checkpoints(2))
      .start();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path directory;

  @AfterEach
  void close() {
    sandbox.close();
  }

  private ArchiveTree tree() {
    return new ArchiveTree(directory.resolve("archive"));
  }

  private Result archive(String... more) {
    List<String> line = new ArrayList<>(List.of(
        "archive", TOGETHER, OXEN, BASETEN, OPENAI, "-d", tree().root().toString(), "-ojsonl"));
    line.addAll(List.of(more));
    return run(line.toArray(String[]::new));
  }

  private Result run(String... line) {
    return new Cli().environment(sandbox.environment()).run(line);
  }

  private Result verify() {
    return run("verify", tree().root().toString(), "-o", "json");
  }

  private static long sum(Result result, String field) {
    return ArchiveTree.records(result.out()).stream()
        .mapToLong(each -> each.get(field).getAsLong())
        .sum();
  }

  private static List<String> states(Result result) {
    return ArchiveTree.records(result.out()).stream()
        .map(each -> each.get("state").getAsString())
        .toList();
  }

  @Test
  void weightsOfEveryProviderAreSavedOnce() throws IOException {
    Result first = archive();

    assertThat(first.code()).as(first.err() + first.out()).isZero();
    assertThat(states(first)).containsOnly("updated");
    assertThat(tree().catalog()).allSatisfy(record -> {
      boolean offered = !record.get("provider").getAsString().equals("openai");
      assertThat(record.get("weights").getAsString()).isEqualTo(offered ? "saved" : "not-offered");
      if (offered) {
        assertThat(tree().root().resolve(record.get("weights_directory").getAsString()))
            .isDirectoryContaining("glob:**manifest.json");
        assertThat(record.get("weights_bytes").getAsLong()).isPositive();
      }
    });
    assertThat(verify().code()).as(verify().out()).isZero();
    Map<String, String> before = tree().hashes();
    int requests = sandbox.requestCount();

    Result second = archive();

    assertThat(states(second)).containsOnly("unchanged");
    assertThat(sum(second, "bytes_fetched")).isZero();
    assertThat(sum(second, "size_bytes")).isEqualTo(sum(first, "bytes_fetched"));
    assertThat(tree().hashes()).isEqualTo(before);
    assertThat(sandbox.requests().subList(requests, sandbox.requestCount()))
        .noneMatch(each -> each.path().matches(".*(download|/chunk|/dir/|checkpoint_files).*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"best", "final", "latest"})
  void weightsOfOneCheckpointOfEachJobAreSaved(String which) throws IOException {
    Result result = archive("--weights", which);

    assertThat(result.code()).as(result.err()).isZero();
    Map<String, Long> saved = tree().catalog().stream()
        .filter(each -> each.get("weights").getAsString().equals("saved"))
        .collect(
            Collectors.groupingBy(each -> each.get("job").getAsString(), Collectors.counting()));
    assertThat(saved).isEqualTo(Map.of(TOGETHER, 1L, OXEN, 1L, BASETEN, 1L));
    assertThat(verify().code()).isZero();
  }

  @Test
  void weightsThatAreChosenLaterAreAdded() throws IOException {
    Result some = archive("--weights", "latest");
    Result rest = archive("--weights", "all");

    assertThat(sum(some, "bytes_fetched")).isPositive();
    assertThat(sum(rest, "bytes_fetched"))
        .isEqualTo(sum(rest, "size_bytes") - sum(some, "bytes_fetched"));
    assertThat(tree().weights().values()).containsOnly("saved", "not-offered");
    assertThat(verify().code()).isZero();
  }

  @Test
  void weightsThatAreNotChosenStay() throws IOException {
    archive();
    Map<String, String> before = tree().hashes();

    Result second = archive("--weights", "none");

    assertThat(states(second)).containsOnly("unchanged");
    assertThat(tree().hashes()).isEqualTo(before);
  }

  @Test
  void flippedBitIsFoundAndRepaired() throws IOException {
    archive();
    Map<String, String> whole = tree().hashes();
    List<Path> weights = tree().files().stream()
        .filter(each -> each.toString().matches(".*\\.(safetensors|zst|gz)"))
        .toList();
    assertThat(weights).hasSizeGreaterThanOrEqualTo(8);
    for (Path each : weights) {
      byte[] bytes = Files.readAllBytes(each);
      bytes[bytes.length / 2] ^= 4;
      Files.write(each, bytes);

      Result found = verify();
      assertThat(found.code()).as("%s", each).isEqualTo(ExitCode.FAILED);
      assertThat(ArchiveTree.problems(found.out()))
          .anyMatch(text -> text.startsWith(each.getFileName() + ": its SHA-256"));

      Files.delete(each);
      assertThat(archive().code()).isZero();
      assertThat(verify().code()).isZero();
    }
    assertThat(tree().hashes()).containsAllEntriesOf(withoutCatalog(whole));
  }

  private static Map<String, String> withoutCatalog(Map<String, String> hashes) {
    return hashes.entrySet().stream()
        .filter(each -> !each.getKey().equals("catalog.jsonl"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void jobWhoseWeightsCannotBeFetchedIsARowAmongTheOthers() throws IOException {
    sandbox.failNextFile("oxen", Fault.status(403), 100);
    Result first = archive();

    assertThat(first.code()).isEqualTo(ExitCode.NOT_AUTHORIZED);
    JsonObject row = ArchiveTree.records(first.out()).get(1);
    assertThat(row.get("state").getAsString()).isEqualTo("partial");
    assertThat(row.get("errors").getAsJsonArray()).isNotEmpty();
    assertThat(states(first)).containsExactly("updated", "partial", "updated", "updated");
    assertThat(tree().weights().values()).contains("failed");
    assertThat(verify().code()).as("the downloaded weights are intact").isZero();

    sandbox.clearFaults();
    Result second = archive();

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(tree().weights().values()).containsOnly("saved", "not-offered");
    assertThat(verify().code()).isZero();
  }

  @Test
  void weightsThatAFailedJobDoesNotOfferAreNoFailure() throws IOException {
    Result result = run("archive", FAILED, "-d", tree().root().toString(), "-o", "jsonl");

    assertThat(result.code()).as(result.out()).isZero();
    assertThat(tree().weights().values()).isNotEmpty().containsOnly("not-offered");
  }

  @Test
  void onlyWeightsThatEndSoonAreSaved() throws IOException {
    assertThat(archive("--expiring-within", "40d").code()).isZero();

    assertThat(tree().weights()).hasSizeGreaterThanOrEqualTo(2).allSatisfy((checkpoint, state) -> {
      assertThat(checkpoint).startsWith(BASETEN);
      assertThat(state).isEqualTo("saved");
    });
  }

  @Test
  void signaturesOfLinksAreNowhere() throws IOException {
    Result result = archive("--debug");

    assertThat(result.err()).contains("GET ").doesNotContain("X-Amz-Signature");
    assertThat(result.out()).doesNotContain("X-Amz-Signature");
    for (Path each : tree().files()) {
      if (each.toString().matches(".*\\.(jsonl?|csv)|.*SHA256SUMS")) {
        assertThat(Files.readString(each)).as("%s", each).doesNotContain("X-Amz-Signature");
      }
    }
  }
}
