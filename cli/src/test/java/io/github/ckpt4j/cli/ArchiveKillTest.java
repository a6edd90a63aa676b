package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills archiving processes, as {@code kill -9} does, each after a given number of requests for files. The
 * last run must complete the same archive as an uninterrupted run. Runs twice, or as often as {@code
 * -Dkills} says.
 */
final class ArchiveKillTest {
  private static final int KILLS = Integer.getInteger("kills", 2);

  private final Sandbox sandbox = Sandbox.builder()
      .clock(Cli.CLOCK)
      .checkpointSize(20_000)
      .job(SandboxJob.of("together:ft-dc07b30c-8203").checkpoints(3))
      .job(SandboxJob.of("oxen:ox/farm/ft_deployed").checkpoints(3))
      .job(SandboxJob.of("baseten:yqvr2lxw/3mq59k8w").checkpoints(3))
      .job(SandboxJob.of("openai:ftjob-overfitted").checkpoints(2))
      .start();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path directory;

  @AfterEach
  void close() {
    sandbox.close();
  }

  private List<String> line(Path archive) {
    List<String> line = new ArrayList<>(List.of("archive", "-d", archive.toString(), "-v"));
    line.addAll(sandbox.jobs());
    return line;
  }

  private Cli.Result run(String... line) {
    return new Cli().environment(sandbox.environment()).run(line);
  }

  private Process start(List<String> line) throws IOException {
    return start(List.of(), line);
  }

  private Process start(List<String> launcher, List<String> line) throws IOException {
    return CkptProcess.start(launcher, List.of(), sandbox.environment(), directory, line);
  }

  /** Whether a line of {@code --verbose} is about the bytes of a file. */
  private static boolean isFile(String line) {
    return line.contains(" -> ") && line.matches(".*(/download\\?|/chunk/|X-Amz|/objects/).*");
  }

  /** Waits for this many requests for files; the process must not end first. */
  private static void awaitFiles(BufferedReader errors, int count) throws IOException {
    for (int seen = 0; seen < count; ) {
      String line = errors.readLine();
      assertThat(line).as("the process ended by itself").isNotNull();
      seen += isFile(line) ? 1 : 0;
    }
  }

  @Test
  void killedArchiveIsCompletedByTheNextRun() throws Exception {
    Path whole = directory.resolve("whole");
    Cli.Result uninterrupted = run(line(whole).toArray(String[]::new));
    assertThat(uninterrupted.code()).as(uninterrupted.err()).isZero();
    int files =
        (int) uninterrupted.err().lines().filter(ArchiveKillTest::isFile).count();
    assertThat(files).isGreaterThan(20);
    Path killed = directory.resolve("killed");
    for (int i = 0; i < KILLS; i++) {
      Process process = start(line(killed));
      try (BufferedReader errors = CkptProcess.errors(process)) {
        awaitFiles(errors, Math.max(1, files / (KILLS + 2)));
        process.destroyForcibly().waitFor();
      }
    }

    Cli.Result last = run(line(killed).toArray(String[]::new));

    assertThat(last.code()).as(last.err()).isZero();
    Map<String, String> hashes = new ArchiveTree(killed).hashesWithoutCatalog();
    assertThat(hashes).isEqualTo(new ArchiveTree(whole).hashesWithoutCatalog());
    assertThat(new ArchiveTree(killed).weights()).isEqualTo(new ArchiveTree(whole).weights());
    assertThat(run("verify", killed.toString()).code()).isZero();
  }

  @Test
  void interruptedArchiveReportsHowToResume() throws Exception {
    assumeTrue(new File("/bin/kill").canExecute());
    // A build that a script starts in the background ignores the signal, and so would its children.
    List<String> hearing = List.of("env", "--default-signal=INT");
    assumeTrue(succeeds(hearing));
    Path archive = directory.resolve("archive");
    List<String> slow = line(archive); // So that it cannot end before the signal arrives.
    slow.addAll(List.of("--limit-rate", "64K"));
    Process process = start(hearing, slow);
    StringBuilder rest = new StringBuilder();
    try (BufferedReader errors = CkptProcess.errors(process)) {
      awaitFiles(errors, 3);
      assertThat(new ProcessBuilder("/bin/kill", "-INT", String.valueOf(process.pid()))
              .start()
              .waitFor())
          .isZero();
      errors.lines().forEach(line -> rest.append(line).append('\n'));
    }

    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(rest).contains("the same command");
    assertThat(run(line(archive).toArray(String[]::new)).code()).isZero();
    assertThat(run("verify", archive.toString()).code()).isZero();
  }

  /** Whether this system has the launcher and its option. */
  private static boolean succeeds(List<String> launcher) throws Exception {
    List<String> command = new ArrayList<>(launcher);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** As in an indexed Job of Kubernetes whose workers share a volume. */
  @Test
  void shardsAtOnceAreTheWhole() throws Exception {
    Path whole = directory.resolve("whole");
    assertThat(run(line(whole).toArray(String[]::new)).code()).isZero();
    Path shared = directory.resolve("shared");
    List<Process> workers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<String> line = line(shared);
      line.addAll(List.of("--shard", i + "/3", "-q"));
      line.remove("-v");
      workers.add(start(line));
    }
    for (Process each : workers) {
      assertThat(each.waitFor()).isZero();
    }

    assertThat(new ArchiveTree(shared).hashesWithoutCatalog())
        .isEqualTo(new ArchiveTree(whole).hashesWithoutCatalog());
    assertThat(new ArchiveTree(shared).weights())
        .containsExactlyInAnyOrderEntriesOf(new ArchiveTree(whole).weights());
    assertThat(run("verify", shared.toString()).code()).isZero();
  }
}
