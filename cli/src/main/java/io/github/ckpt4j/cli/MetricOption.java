package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The metric to judge checkpoints by. */
final class MetricOption {
  @Option(
      names = {"-m", "--metric"},
      paramLabel = "NAME",
      completionCandidates = Candidates.class,
      description = "The metric (default: validation loss, else training loss). Append :min or :max"
          + " to set which values are better.")
  private @Nullable Metric metric;

  /** Completes the usual metrics. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return usual().iterator();
    }
  }

  @Nullable
  Metric metric() {
    return metric;
  }

  /** The metrics that any provider is known to report. */
  static Stream<String> usual() {
    return Configuration.installed().stream()
        .flatMap(info -> info.metrics().stream())
        .map(Metric::name)
        .filter(name -> name.matches("\\w+"))
        .distinct()
        .sorted();
  }
}
