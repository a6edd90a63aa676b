package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.robustness.ChildJvm;
import io.github.ckpt4j.sandbox.Request;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts processes that download the same checkpoint into the same directory at the same time. */
final class TwoProcessesTest {
  private static final int PROCESSES = 3;
  private static final String JOB = "baseten:two/job1";
  private static final long SIZE = 12 << 20;

  @TempDir
  private Path directory;

  @Test
  void oneDownloadsAndTheOthersAreRefused() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
    try (Sandbox sandbox = Sandbox.builder()
            .checkpointSize(SIZE)
            .job(SandboxJob.of(JOB).checkpoints(1))
            .start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      List<Future<String>> outputs =
          threads.invokeAll(java.util.Collections.nCopies(PROCESSES, () -> output(sandbox)));
      int complete = 0;
      for (Future<String> each : outputs) {
        String last = each.get().lines().reduce((first, second) -> second).orElseThrow();
        assertThat(last).isIn(DownloadProcess.COMPLETE, Kind.CONFLICT.name());
        complete += last.equals(DownloadProcess.COMPLETE) ? 1 : 0;
      }
      assertThat(complete).isPositive();
      Checkpoint checkpoint = client.list(JobRef.parse(JOB)).get(0);
      long links = sandbox.requests().stream()
          .map(Request::path)
          .filter(path -> path.startsWith("/baseten-training/"))
          .count();
      assertThat(links).as("requests for ranges, of one download").isLessThan((2 * SIZE) >> 20);
      assertThat(Truth.of(directory)).isEqualTo(Truth.of(sandbox, checkpoint));
    } finally {
      threads.shutdownNow();
    }
  }

  private String output(Sandbox sandbox) throws IOException, InterruptedException {
    return ChildJvm.output(DownloadProcess.of(sandbox, JOB, directory, 2, SIZE / 3));
  }
}
