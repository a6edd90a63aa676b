package io.github.ckpt4j.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills downloading processes, as {@code kill -9} does, and counts the bytes that the next process
 * fetches again. Runs once, or as often as {@code -Dkills} says.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final int CONNECTIONS = 4;
  private static final long MIB = 1 << 20;
  private static final long SIZE = 48 * MIB;
  private static final String JOB = "baseten:kill/job1";

  private final Sandbox sandbox = Sandbox.builder()
      .checkpointSize(SIZE)
      .job(SandboxJob.of(JOB).checkpoints(1))
      .start();

  @TempDir
  private Path directory;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void aKilledDownloadFetchesAtMostOnePartPerConnectionAgain() throws Exception {
    long reached = 0;
    for (int i = 1; i <= KILLS; i++) {
      long until = i * SIZE / (KILLS + 1);
      long now = killAt(until);
      assertThat(now).isGreaterThanOrEqualTo(reached - CONNECTIONS * MIB);
      reached = now;
    }
    try (CheckpointClient client =
        CheckpointClient.builder().environment(sandbox.environment()).build()) {
      Checkpoint checkpoint = client.list(JobRef.parse(JOB)).get(0);
      Download download =
          client.download(checkpoint, directory, DownloadProcess.options(CONNECTIONS));
      assertThat(Truth.of(directory)).isEqualTo(Truth.of(sandbox, checkpoint));
      assertThat(download.bytesReused()).isGreaterThanOrEqualTo(reached - CONNECTIONS * MIB);
      assertThat(download.bytesFetched() + download.bytesReused()).isEqualTo(download.bytes());
    }
  }

  /** The number of bytes that the process had reported when it was killed. */
  private long killAt(long bytes) throws IOException, InterruptedException {
    Process process =
        DownloadProcess.of(sandbox, JOB, directory, CONNECTIONS, 24 * MIB).start();
    long reached = 0;
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (reached < bytes) {
        String line = lines.readLine();
        assertThat(line).as("the process ended by itself").isNotNull();
        reached = Long.parseLong(line);
      }
      process.toHandle().destroyForcibly(); // Not the method of Process, which closes the stream.
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reached = Long.parseLong(line);
      }
    }
    process.waitFor();
    return reached;
  }
}
