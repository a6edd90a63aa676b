package io.github.ckpt4j;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that are reported separately from checkpoints, to be joined to them.
 *
 * <p>Training logs metrics at steps that differ from those of the checkpoints. A checkpoint gets
 * the last value logged <em>at or before</em> its own step, never a later one, which would describe
 * other weights. Values with a time but no step are joined in the same way, by {@link
 * Checkpoint#createdAt}.
 *
 * <p>Your own evaluation measures individual checkpoints, so its values go to exactly those. {@link
 * io.github.ckpt4j.client.Evaluations} reads one from a file. A metric of an evaluation replaces
 * the provider's metric of that name, in any case, at every checkpoint: values from two sources are
 * never ranked together.
 *
 * <p>Immutable.
 */
public final class MetricHistory {
  private final Map<Metric, NavigableMap<Long, Double>> bySteps;
  private final Map<Metric, NavigableMap<Instant, Double>> byTimes;
  private final EvaluatedMetrics evaluated;
  private final int unreadable;

  private MetricHistory(Builder from) {
    bySteps = from.bySteps;
    byTimes = from.byTimes;
    evaluated = from.evaluated;
    unreadable = from.unreadable;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The checkpoint with its own values, the values logged at or before its step, and the values
   * measured for it.
   *
   * @throws CheckpointException of kind INVALID_REQUEST if two different values of a metric were
   *     measured for it, such as one for its step and another for its id
   */
  public Checkpoint join(Checkpoint checkpoint) {
    Map<Metric, Double> joined = new LinkedHashMap<>();
    addLast(joined, bySteps, checkpoint.step());
    addLast(joined, byTimes, checkpoint.createdAt());
    if (joined.isEmpty()) {
      return evaluated.join(checkpoint);
    }
    joined.putAll(checkpoint.metrics());
    return evaluated.join(checkpoint.withMetrics(joined));
  }

  /**
   * The checkpoints, which may belong to several jobs, each joined as by {@link #join(Checkpoint)}.
   *
   * @throws CheckpointException of kind INVALID_REQUEST also if a value that was measured for a step
   *     or an id, without a job, fits checkpoints of several jobs
   */
  public List<Checkpoint> join(Collection<Checkpoint> checkpoints) {
    evaluated.requireOneJobEach(checkpoints);
    return checkpoints.stream().map(this::join).toList();
  }

  /**
   * The metrics that were measured for individual checkpoints, by name; not those that were logged.
   * Unmodifiable.
   */
  public SortedSet<Metric> evaluated() {
    return evaluated.metrics();
  }

  /**
   * The values of a metric, in any case, that were measured for individual checkpoints, in the
   * order in which they were added; may be empty.
   */
  public List<Double> evaluated(Metric metric) {
    return evaluated.values(metric);
  }

  /**
   * Describes the measured values that belong to none of these checkpoints, such as {@code step
   * 150}: the id has a typo, or the checkpoint is gone. Values for a job that has none of these
   * checkpoints are not among them.
   */
  public List<String> unmatched(Collection<Checkpoint> checkpoints) {
    return evaluated.unmatched(checkpoints);
  }

  /** The number of logged points that are not in this history because they could not be read. */
  public int unreadable() {
    return unreadable;
  }

  private static <K> void addLast(
      Map<Metric, Double> into, Map<Metric, NavigableMap<K, Double>> history, @Nullable K at) {
    if (at == null) {
      return;
    }
    history.forEach((metric, values) -> {
      Map.Entry<K, Double> last = values.floorEntry(at);
      if (last != null) {
        into.put(metric, last.getValue());
      }
    });
  }

  /** Collects values, in any order; not safe for use by several threads. */
  public static final class Builder {
    private final Map<Metric, NavigableMap<Long, Double>> bySteps = new LinkedHashMap<>();
    private final Map<Metric, NavigableMap<Instant, Double>> byTimes = new LinkedHashMap<>();
    private final EvaluatedMetrics evaluated = new EvaluatedMetrics();
    private int unreadable;

    private Builder() {}

    /** Adds a value logged at a step; of two at the same step, the one added later counts. */
    public Builder add(Metric metric, long step, double value) {
      bySteps.computeIfAbsent(metric, Builder::newSeries).put(step, value);
      return this;
    }

    /** Adds a value logged at a time; of two at the same time, the one added later counts. */
    public Builder add(Metric metric, Instant time, double value) {
      byTimes.computeIfAbsent(metric, Builder::newSeries).put(time, value);
      return this;
    }

    /**
     * Adds a value measured for the checkpoints at exactly this step; of two, the one added later
     * counts.
     *
     * @param job the job that has the step; null for any job
     */
    public Builder evaluated(Metric metric, @Nullable JobRef job, long step, double value) {
      evaluated.put(Objects.requireNonNull(metric, "metric"), job, step, null, value);
      return this;
    }

    /**
     * Adds a value measured for the checkpoint with this id or model name; of two, the one added
     * later counts.
     *
     * @param job the job that has the checkpoint; null for any job
     */
    public Builder evaluated(Metric metric, @Nullable JobRef job, String name, double value) {
      evaluated.put(
          Objects.requireNonNull(metric, "metric"),
          job,
          null,
          Objects.requireNonNull(name, "name"),
          value);
      return this;
    }

    /** Counts a point that cannot be read, so that the caller is warned. */
    public Builder addUnreadable() {
      unreadable++;
      return this;
    }

    /** The history; the builder must not be used afterwards. */
    public MetricHistory build() {
      return new MetricHistory(this);
    }

    private static <K extends Comparable<K>> NavigableMap<K, Double> newSeries(Metric metric) {
      return new TreeMap<>();
    }
  }
}
