package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** Reads the names of metrics, and chooses one where the user named none. */
final class Metrics {
  private static final List<Metric> PREFERRED =
      List.of(Metric.VALID_LOSS, Metric.FULL_VALID_LOSS, Metric.TRAIN_LOSS);
  private static final List<Metric> SHOWN = List.of(Metric.TRAIN_LOSS, Metric.VALID_LOSS);

  private Metrics() {}

  /** Reads {@code valid_loss}, or {@code reward:max} where the name does not tell the direction. */
  static final class Converter implements ITypeConverter<Metric> {
    @Override
    public Metric convert(String text) {
      String name = text.replaceFirst(":(min|max)$", "");
      if (name.isBlank()) {
        throw new Refusal("a metric has a name, such as valid_loss");
      }
      Metric metric = Metric.of(name);
      if (text.endsWith(":min")) {
        return metric.minimized();
      }
      return text.endsWith(":max") ? metric.maximized() : metric;
    }
  }

  /** The metric that checkpoints are judged by: a loss, on validation data if there is one. */
  static Optional<Metric> judging(Collection<Checkpoint> checkpoints) {
    Set<Metric> there = reported(checkpoints);
    return Stream.concat(PREFERRED.stream(), there.stream().filter(Metric::lowerIsBetter))
        .filter(there::contains)
        .findFirst();
  }

  /** The metric to judge by, named or chosen. */
  static Metric judging(@Nullable Metric named, Collection<Checkpoint> checkpoints) {
    return Optional.ofNullable(named)
        .or(() -> judging(checkpoints))
        .orElseThrow(
            () -> new IllegalArgumentException("No loss is reported, so say by which metric"
                + " to judge, with --metric. There is: "
                + reported(checkpoints).stream()
                    .map(Metric::name)
                    .collect(Collectors.joining(", "))));
  }

  /** The metrics that a table shows: those named, or the usual losses and the one judged by. */
  static Collection<Metric> shown(
      Collection<Metric> named, Collection<Checkpoint> checkpoints, boolean all) {
    if (!named.isEmpty()) {
      return named;
    }
    Set<Metric> there = reported(checkpoints);
    if (all) {
      return there;
    }
    return Stream.concat(SHOWN.stream(), judging(checkpoints).stream())
        .filter(there::contains)
        .distinct()
        .toList();
  }

  /** The best checkpoint by a metric, if any has a number for it. */
  static Optional<Checkpoint> best(Collection<Checkpoint> checkpoints, Metric metric) {
    return reported(checkpoints).contains(metric)
        ? Checkpoints.best(checkpoints, metric)
        : Optional.empty();
  }

  private static Set<Metric> reported(Collection<Checkpoint> checkpoints) {
    Set<Metric> reported = new TreeSet<>();
    checkpoints.forEach(checkpoint -> reported.addAll(checkpoint.metrics().keySet()));
    return reported;
  }
}
