package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job with so many checkpoints that their records are stored on disk. */
final class ArchiveHugeJobTest {
  private static final String HUGE = "openai:ftjob-huge";
  private static final int CHECKPOINTS = 40_000;
  private static final String LONG = "openai:ftjob-long";

  private final Sandbox sandbox = Sandbox.builder()
      .clock(Cli.CLOCK)
      .job(SandboxJob.of(HUGE).checkpoints(CHECKPOINTS))
      .job(SandboxJob.of(LONG).checkpoints(2_000))
      .start();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path directory;

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Process start(List<String> options, String job, Path archive) throws IOException {
    return CkptProcess.start(
        List.of(),
        options,
        sandbox.environment(),
        directory,
        List.of("archive", "-d", archive.toString(), "-v", job));
  }

  private Cli.Result archive(String job, Path archive) {
    return new Cli()
        .environment(sandbox.environment())
        .run("archive", "-d", archive.toString(), "-o", "jsonl", job);
  }

  private static Path folder(Path archive) {
    return archive.resolve("openai/ftjob-huge");
  }

  /** Archives to disk, with a heap too small for the records. */
  @Test
  void memoryDoesNotHaveTheRecords() throws Exception {
    Path archive = directory.resolve("archive");
    List<String> small = List.of("-Xmx40m", "-XX:+UseSerialGC");
    long[] sizes = new long[2];
    for (int run = 0; run < 2; run++) {
      Process process = start(small, HUGE, archive);
      try (BufferedReader errors = CkptProcess.errors(process)) {
        assertThat(errors.lines()).noneMatch(line -> line.contains("OutOfMemory"));
      }
      assertThat(process.waitFor()).isZero();
      sizes[run] = Files.size(archive.resolve("catalog.jsonl"));
    }

    assertThat(Files.size(folder(archive).resolve("checkpoints.jsonl"))).isGreaterThan(15L << 20);
    assertThat(Files.size(folder(archive).resolve("events.jsonl"))).isGreaterThan(40L << 20);
    assertThat(sizes[1]).isEqualTo(sizes[0]);
    for (String file : List.of("checkpoints.jsonl", "metrics.csv")) {
      int header = file.endsWith(".csv") ? 1 : 0;
      try (Stream<String> lines = Files.lines(folder(archive).resolve(file))) {
        assertThat(lines.count()).isEqualTo(CHECKPOINTS + header);
      }
    }
  }

  /** Killed while it reads the checkpoints or the events. */
  @ParameterizedTest
  @CsvSource({"/checkpoints?, 1", "/checkpoints?, 12", "/events?, 1", "/events?, 12"})
  void killedWhileItReadsIsCompletedByTheNextRun(String request, int count) throws Exception {
    Path whole = directory.resolve("whole");
    assertThat(archive(LONG, whole).code()).isZero();
    Path killed = directory.resolve("killed");
    Process process = start(List.of(), LONG, killed);
    try (BufferedReader errors = CkptProcess.errors(process)) {
      await(errors, line -> line.contains(" -> ") && line.contains(request), count);
      process.destroyForcibly().waitFor();
    }
    assertThat(spools(killed)).isEmpty();

    Cli.Result next = archive(LONG, killed);

    assertThat(next.code()).as(next.err()).isZero();
    assertThat(new ArchiveTree(killed).hashesWithoutCatalog())
        .isEqualTo(new ArchiveTree(whole).hashesWithoutCatalog());
    assertThat(new ArchiveTree(killed).weights()).isEqualTo(new ArchiveTree(whole).weights());
    assertThat(new ArchiveTree(killed).catalog()).hasSize(2_000);
  }

  private static void await(BufferedReader errors, Predicate<String> awaited, int count)
      throws IOException {
    for (int seen = 0; seen < count; ) {
      String line = errors.readLine();
      assertThat(line).as("the process ended by itself").isNotNull();
      seen += awaited.test(line) ? 1 : 0;
    }
  }

  private static List<Path> spools(Path archive) throws IOException {
    try (Stream<Path> all = Files.walk(archive)) {
      return all.filter(each -> each.getFileName().toString().startsWith("spool-"))
          .toList();
    }
  }

  /** The job now has fewer checkpoints and other events. */
  @Test
  void whatTheProviderListsNoLongerStays() throws IOException {
    Path archive = directory.resolve("archive");
    assertThat(archive(LONG, archive).code()).isZero();
    List<JsonObject> before = records(archive, "checkpoints.jsonl");
    List<JsonObject> events = records(archive, "events.jsonl");
    sandbox.add(SandboxJob.of(LONG).checkpoints(30).finalState(SandboxJob.State.FAILED));

    assertThat(archive(LONG, archive).code()).isZero();

    assertThat(records(archive, "checkpoints.jsonl"))
        .extracting(each -> each.get("id"))
        .doesNotHaveDuplicates()
        .containsAll(before.stream().map(each -> each.get("id")).toList());
    assertThat(records(archive, "events.jsonl"))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(events.size())
        .containsAll(events);
  }

  private static List<JsonObject> records(Path archive, String file) throws IOException {
    return ArchiveTree.records(Files.readString(
        archive.resolve("openai/ftjob-long").resolve(file), StandardCharsets.UTF_8));
  }
}
