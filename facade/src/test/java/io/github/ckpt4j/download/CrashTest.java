package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import io.github.ckpt4j.download.FaultDisk.Hook;
import io.github.ckpt4j.download.FaultDisk.Operation;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Crashes downloads at any operation that changes the disk, resumes them, and compares every file.
 *
 * <p>A killed process leaves what it had written and nothing more. A disk that refuses every operation
 * from a given one on, after some bytes of that operation, leaves the same; but it does so at an exact
 * point, and a thousand times a minute. {@link KillTest} kills real processes.
 *
 * <p>Runs 102 crashes, equally many for each provider, or as many as {@code -Dcrashes} says.
 */
final class CrashTest {
  private static final int CRASHES = Integer.getInteger("crashes", 102) / 3;
  private static final long MIB = 1 << 20;

  private static final Sandbox SANDBOX = Sandbox.builder()
      .checkpointSize(2 * MIB + 100_000)
      .weightFiles(2)
      .job(SandboxJob.of("together:ft-crash"))
      .job(SandboxJob.of("oxen:ox/farm/ft_crash"))
      .job(SandboxJob.of("baseten:crash/job1"))
      .start();
  private static final CheckpointClient CLIENT =
      CheckpointClient.builder().environment(SANDBOX.environment()).build();
  private static final DownloadOptions OPTIONS =
      DownloadOptions.defaults().connections(3).partBytes(MIB);

  @TempDir
  private Path temporary;

  @BeforeAll
  static void start() {
    assertThat(SANDBOX.jobs()).hasSize(3);
  }

  @AfterAll
  static void end() {
    CLIENT.close();
    SANDBOX.close();
  }

  /** A process that ends at one operation. */
  private static final class Crash implements Hook {
    private final AtomicInteger left;
    private final Random random;

    Crash(int operations, Random random) {
      this.left = new AtomicInteger(operations);
      this.random = random;
    }

    @Override
    public void before(Operation operation, Path path) throws IOException {
      if (left.decrementAndGet() < 0) {
        throw new IOException("crashed");
      }
    }

    @Override
    public int writes(Path path, int bytes) {
      int now = left.get();
      return now > 0 ? bytes : now == 0 ? random.nextInt(bytes + 1) : 0;
    }

    int operations() {
      return Integer.MAX_VALUE - left.get();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"together:ft-crash", "oxen:ox/farm/ft_crash", "baseten:crash/job1"})
  void noCrashLeavesAWrongFile(String job) throws IOException {
    Checkpoint checkpoint = CLIENT.latest(JobRef.parse(job)).orElseThrow();
    Map<String, String> truth = Truth.of(SANDBOX, checkpoint);
    Crash none = new Crash(Integer.MAX_VALUE, new Random(0));
    CLIENT.download(checkpoint, new FaultDisk(none).at(temporary.resolve("whole")), OPTIONS);
    int operations = none.operations();
    assertThat(operations).isGreaterThan(15);

    for (int crash = 0, directory = 0; crash < CRASHES; directory++) {
      Random random = new Random(directory);
      Path target = temporary.resolve("crash-" + directory);
      boolean isComplete = false;
      while (!isComplete) {
        // First every operation in turn, then random ones; a download may crash several times.
        int at = directory < operations ? directory : random.nextInt(operations);
        isComplete = survives(checkpoint, target, at, random);
        crash++;
        assertThat(complete(target))
            .as("files with their final names after %s crashes at %s", crash, at)
            .allSatisfy((path, sha256) -> assertThat(sha256).isEqualTo(truth.get(path)));
        isComplete = isComplete || random.nextInt(3) > 0;
      }
      Download download = CLIENT.download(checkpoint, target, OPTIONS);
      assertThat(Truth.of(target)).isEqualTo(truth);
      assertThat(download.files())
          .allSatisfy(each -> assertThat(each.sha256()).isEqualTo(truth.get(each.path())));
      assertThat(target.resolve(".ckpt4j")).doesNotExist();
      delete(target);
    }
  }

  private static boolean survives(Checkpoint checkpoint, Path target, int at, Random random) {
    try {
      CLIENT.download(checkpoint, new FaultDisk(new Crash(at, random)).at(target), OPTIONS);
      return true;
    } catch (CheckpointException e) {
      assertThat(e).hasStackTraceContaining("crashed");
      return false;
    }
  }

  private static Map<String, String> complete(Path directory) throws IOException {
    Map<String, String> files = new HashMap<>(Truth.of(directory));
    files.keySet().removeIf(each -> each.endsWith(".part"));
    return files;
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = new ArrayList<>(walk.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
  }
}
