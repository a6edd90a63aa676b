package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.robustness.ChildJvm;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Downloads many files, in a process with a heap of 64 MiB: 1,200, or as many as {@code -Dfiles}
 * says.
 */
final class ManyFilesTest {
  private static final int FILES = Integer.getInteger("files", 1200);
  private static final String JOB = "baseten:many/job1";

  @TempDir
  private Path directory;

  @Test
  void manyFilesNeedLittleMemory() throws Exception {
    try (Sandbox sandbox = Sandbox.builder()
            .weightFiles(FILES)
            .checkpointSize(FILES * 3000L)
            .job(SandboxJob.of(JOB).checkpoints(1))
            .start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      String output =
          ChildJvm.output(DownloadProcess.of(sandbox, JOB, directory, 8, Long.MAX_VALUE));
      assertThat(output).endsWith(DownloadProcess.COMPLETE);
      Checkpoint checkpoint = client.list(JobRef.parse(JOB)).get(0);
      Map<String, String> truth = Truth.of(sandbox, checkpoint);
      assertThat(Truth.of(directory).equals(truth)).isTrue();
      assertThat(truth.size()).isGreaterThanOrEqualTo(FILES);
    }
  }
}
