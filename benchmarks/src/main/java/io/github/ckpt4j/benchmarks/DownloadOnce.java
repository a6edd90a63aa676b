package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.DownloadOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Downloads the files that a server lists in Baseten's format, and exits; for {@code downloads}. */
public final class DownloadOnce {
  private DownloadOnce() {}

  /**
   * Arguments: the base URL, the job, the directory, the number of connections, and {@code hash} or
   * {@code no-hash}. Prints the bytes fetched, the bytes reused and the peak memory in KB.
   */
  public static void main(String[] args) throws IOException {
    DownloadOptions options = DownloadOptions.defaults().connections(Integer.parseInt(args[3]));
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("baseten", "key-of-the-benchmark")
        .baseUrl("baseten", args[0])
        .build()) {
      Checkpoint checkpoint =
          Checkpoint.builder(JobRef.parse("baseten:files/" + args[1]), ".").build();
      Download download = client.download(
          checkpoint,
          Path.of(args[2]),
          args[4].equals("hash") ? options : options.withoutVerification());
      System.out.println(
          download.bytesFetched() + " " + download.bytesReused() + " " + ListOnce.peakKilobytes());
    }
  }
}
