package io.github.ckpt4j.cli;

import io.github.ckpt4j.client.DownloadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits on the network use of downloads. */
final class TransferFlags {
  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "How many ranges to read at once (default 8).")
  private @Nullable Integer connections;

  @Option(
      names = "--limit-rate",
      paramLabel = "SIZE",
      converter = ByteSizes.class,
      description = "Read at most this much per second, such as 50M.")
  private @Nullable Long rate;

  DownloadOptions applyTo(DownloadOptions options) {
    DownloadOptions changed = connections == null ? options : options.connections(connections);
    return rate == null ? changed : changed.bytesPerSecond(rate);
  }
}
