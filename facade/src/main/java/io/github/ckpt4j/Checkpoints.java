package io.github.ckpt4j;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Orders checkpoints and chooses among them, the same way for every provider. */
public final class Checkpoints {
  /**
   * By step as a number, then by time, then the final one last, then by id. What has no step or no
   * time goes before what has one. This is the order of every list, and {@link #latest} is its end.
   */
  public static final Comparator<Checkpoint> BY_STEP = Comparator.comparingLong(
          (Checkpoint each) -> each.step() == null ? Long.MIN_VALUE : each.step())
      .thenComparing(Checkpoint::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
      .thenComparing(checkpoint -> Boolean.TRUE.equals(checkpoint.isFinal()))
      .thenComparing(Checkpoint::id);

  private Checkpoints() {}

  /** The checkpoint of the highest step; of several, the newest. Empty if there is none. */
  public static Optional<Checkpoint> latest(Collection<Checkpoint> checkpoints) {
    return checkpoints.stream().max(BY_STEP);
  }

  /** The checkpoint of exactly this step; of several, the newest. Empty if there is none. */
  public static Optional<Checkpoint> atStep(Collection<Checkpoint> checkpoints, long step) {
    return checkpoints.stream()
        .filter(checkpoint -> checkpoint.step() != null && checkpoint.step() == step)
        .max(BY_STEP);
  }

  /**
   * The checkpoint with the best value of a metric, in the direction the metric says. Checkpoints
   * without the metric, or with NaN, are passed over; of equal values the later step wins. Empty if
   * there are no checkpoints, or none has a value that is a number.
   *
   * @throws IllegalArgumentException if there are checkpoints and none has the metric; the message
   *     names the metrics that they do have
   */
  public static Optional<Checkpoint> best(Collection<Checkpoint> checkpoints, Metric metric) {
    return top(checkpoints, 1, metric).stream().findFirst();
  }

  /**
   * The {@code n} best checkpoints by a metric, best first, chosen as {@link #best} chooses.
   *
   * @throws IllegalArgumentException if {@code n} is negative, or as {@link #best}
   */
  public static List<Checkpoint> top(Collection<Checkpoint> checkpoints, int n, Metric metric) {
    if (n < 0) {
      throw new IllegalArgumentException("How many checkpoints to choose cannot be " + n);
    }
    requireReported(checkpoints, metric);
    return ranked(checkpoints, metric).limit(n).toList();
  }

  /** Those with a value of the metric that is a number, best first. */
  static Stream<Checkpoint> ranked(Collection<Checkpoint> checkpoints, Metric metric) {
    return checkpoints.stream()
        .filter(checkpoint -> !Double.isNaN(checkpoint.metric(metric).orElse(Double.NaN)))
        .sorted(bestFirst(metric));
  }

  private static Comparator<Checkpoint> bestFirst(Metric metric) {
    Comparator<Checkpoint> byValue =
        Comparator.comparingDouble(checkpoint -> checkpoint.metric(metric).orElseThrow() + 0.0);
    return (metric.lowerIsBetter() ? byValue : byValue.reversed())
        .thenComparing(BY_STEP.reversed());
  }

  /** Refuses a metric that none of the checkpoints has, unless there are none. */
  static void requireReported(Collection<Checkpoint> checkpoints, Metric metric) {
    if (checkpoints.isEmpty()
        || checkpoints.stream().anyMatch(checkpoint -> checkpoint.metrics().containsKey(metric))) {
      return;
    }
    String there = checkpoints.stream()
        .flatMap(checkpoint -> checkpoint.metrics().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .map(Metric::name)
        .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("No checkpoint has the metric "
        + Text.quoted(metric.name())
        + "; there is: "
        + (there.isEmpty() ? "none at all" : there));
  }
}
