package io.github.ckpt4j;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** Sorts checkpoints and selects among them, the same way for every provider. */
public final class Checkpoints {
  /**
   * By step as a number, then by time, then the final one last, then by id. Checkpoints without a
   * step or a time come before those with one. Every list has this order.
   */
  public static final Comparator<Checkpoint> BY_STEP = Comparator.comparingLong(
          (Checkpoint each) -> each.step() == null ? Long.MIN_VALUE : each.step())
      .thenComparing(Checkpoint::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()))
      .thenComparing(checkpoint -> checkpoint.role() == Checkpoint.Role.FINAL)
      .thenComparing(Checkpoint::id);

  private Checkpoints() {}

  /**
   * The checkpoint with the highest step; of several, the newest. A checkpoint without a step is
   * later if it was created after that one. Empty if there are no checkpoints.
   */
  public static Optional<Checkpoint> latest(Collection<Checkpoint> checkpoints) {
    return checkpoints.stream().collect(toLatest());
  }

  /**
   * Selects from a stream what {@link #latest} selects from a collection, and keeps nothing else in
   * memory: {@code client.stream(job).collect(Checkpoints.toLatest())}.
   */
  public static Collector<Checkpoint, ?, Optional<Checkpoint>> toLatest() {
    return Collectors.teeing(
        Collectors.maxBy(BY_STEP),
        Collectors.filtering(each -> each.step() == null, Collectors.maxBy(BY_STEP)),
        (highest, stepless) -> stepless
            .filter(each -> highest.isPresent() && isNewer(each, highest.get()))
            .or(() -> highest));
  }

  private static boolean isNewer(Checkpoint one, Checkpoint other) {
    return one.createdAt() != null
        && other.createdAt() != null
        && one.createdAt().isAfter(other.createdAt());
  }

  /** The checkpoint at exactly this step; of several, the newest. Empty if there is none. */
  public static Optional<Checkpoint> atStep(Collection<Checkpoint> checkpoints, long step) {
    return checkpoints.stream().collect(toStep(step));
  }

  /** Selects from a stream what {@link #atStep} selects from a collection. */
  public static Collector<Checkpoint, ?, Optional<Checkpoint>> toStep(long step) {
    return Collectors.filtering(
        each -> each.step() != null && each.step() == step, Collectors.maxBy(BY_STEP));
  }

  /**
   * The checkpoint with the best value of a metric, in the metric's direction. Missing and NaN
   * values are ignored; of equal values the later step wins. Empty if no checkpoint has a value.
   *
   * @throws CheckpointException of kind {@link Kind#INVALID_REQUEST} if the metric's direction is
   *     unknown
   */
  public static Optional<Checkpoint> best(Collection<Checkpoint> checkpoints, Metric metric) {
    return checkpoints.stream().collect(toBest(metric));
  }

  /**
   * Selects from a stream what {@link #best} selects from a collection.
   *
   * @throws CheckpointException at once, as {@link #best} does
   */
  public static Collector<Checkpoint, ?, Optional<Checkpoint>> toBest(Metric metric) {
    return Collectors.collectingAndThen(toTop(1, metric), top -> top.stream().findFirst());
  }

  /**
   * The {@code n} best checkpoints by a metric, best first, by the rules of {@link #best}.
   *
   * @throws CheckpointException of kind {@link Kind#INVALID_REQUEST} if {@code n} is negative or
   * the
   *     metric's direction is unknown
   */
  public static List<Checkpoint> top(Collection<Checkpoint> checkpoints, int n, Metric metric) {
    return checkpoints.stream().collect(toTop(n, metric));
  }

  /**
   * Selects from a stream what {@link #top} selects from a collection, and keeps no more than {@code n}
   * checkpoints in memory.
   *
   * @throws CheckpointException at once, as {@link #top} does
   */
  public static Collector<Checkpoint, ?, List<Checkpoint>> toTop(int n, Metric metric) {
    if (n < 0) {
      throw invalid("the number of checkpoints to select is negative: " + n);
    }
    Comparator<Checkpoint> bestFirst = bestFirst(metric);
    Collector<Checkpoint, ?, List<Checkpoint>> top = Collector.of(
        () -> new PriorityQueue<>(bestFirst.reversed()),
        (best, each) -> keep(best, each, n),
        (one, other) -> {
          other.forEach(each -> keep(one, each, n));
          return one;
        },
        best -> best.stream().sorted(bestFirst).toList());
    return Collectors.filtering(each -> !Double.isNaN(each.metric(metric).orElse(Double.NaN)), top);
  }

  /** Adds a checkpoint, and removes the worst if they are more than {@code n} then. */
  private static void keep(PriorityQueue<Checkpoint> best, Checkpoint added, int n) {
    best.add(added);
    if (best.size() > n) {
      best.remove();
    }
  }

  /** The metrics that any of the checkpoints has, by name. */
  public static SortedSet<Metric> metrics(Collection<Checkpoint> checkpoints) {
    SortedSet<Metric> metrics = new TreeSet<>();
    checkpoints.forEach(checkpoint -> metrics.addAll(checkpoint.metrics().keySet()));
    return metrics;
  }

  private static Comparator<Checkpoint> bestFirst(Metric metric) {
    // Adding zero makes the two zeros equal, so that their steps decide.
    Comparator<Checkpoint> lowestFirst =
        Comparator.comparingDouble(checkpoint -> checkpoint.metric(metric).orElseThrow() + 0.0);
    Comparator<Checkpoint> bestFirst = switch (metric.direction()) {
      case MINIMIZE -> lowestFirst;
      case MAXIMIZE -> lowestFirst.reversed();
      case UNKNOWN ->
        throw invalid("the direction of the metric "
            + Text.quoted(metric.name())
            + " is unknown: use minimized() or maximized() (in the command, NAME:min or NAME:max)");
    };
    return bestFirst.thenComparing(BY_STEP.reversed());
  }

  private static CheckpointException invalid(String problem) {
    return CheckpointException.builder(Kind.INVALID_REQUEST, problem).build();
  }
}
