package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to judge checkpoints by. */
final class MetricOption {
  @Option(
      names = {"-m", "--metric"},
      paramLabel = "NAME",
      description = "Judge by this metric; by the validation loss if there is one, otherwise by the"
          + " training loss. Of a loss or a perplexity the lowest is best, of anything else the"
          + " highest; NAME:min or NAME:max says it.")
  private @Nullable Metric metric;

  @Nullable
  Metric metric() {
    return metric;
  }
}
