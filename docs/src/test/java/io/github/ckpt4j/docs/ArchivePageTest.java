package io.github.ckpt4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Verification;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the snippets about keeping checkpoints against the sandbox. */
class ArchivePageTest {
  @Test
  void keeping(@TempDir Path directory) {
    JobRef job = JobRef.parse("together:ft-dc07b30c-8203");
    try (Sandbox sandbox =
            Sandbox.builder().job(SandboxJob.of(job.toString()).checkpoints(3)).start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      // snippet: keeping
      Checkpoint best = client.best(job, Metric.VALID_LOSS).orElseThrow();
      Download download =
          client.download(best, directory, DownloadOptions.defaults().unpack());
      System.out.println(
          download.files().size() + " files, " + download.bytesFetched() + " fetched");

      Verification verification = CheckpointClient.verify(directory);
      verification
          .damaged()
          .forEach(file -> System.out.println(file.path() + " " + file.problems()));
      // end
      assertThat(download.files()).hasSizeGreaterThan(3);
      assertThat(verification.isIntact()).isTrue();
    }
  }
}
