package io.github.ckpt4j;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a whole job as they were logged, for joining to its checkpoints.
 *
 * <p>Training logs metrics at other steps than those of the checkpoints. A checkpoint gets the last
 * value logged <em>at or before</em> its own step, never a later one, which would describe other
 * weights. Values with a time and no step are joined in the same way, by {@link
 * Checkpoint#createdAt}.
 */
public final class MetricHistory {
  private final Map<Metric, NavigableMap<Long, Double>> bySteps;
  private final Map<Metric, NavigableMap<Instant, Double>> byTimes;
  private final int unreadable;

  private MetricHistory(Builder from) {
    bySteps = from.bySteps;
    byTimes = from.byTimes;
    unreadable = from.unreadable;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The checkpoint with this history's values at its step beside its own, which are kept. */
  public Checkpoint join(Checkpoint checkpoint) {
    Map<Metric, Double> joined = new LinkedHashMap<>();
    addLast(joined, bySteps, checkpoint.step());
    addLast(joined, byTimes, checkpoint.createdAt());
    if (joined.isEmpty()) {
      return checkpoint;
    }
    joined.putAll(checkpoint.metrics());
    return checkpoint.withMetrics(joined);
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

  /** Collects logged values, in any order; not safe for use by several threads. */
  public static final class Builder {
    private final Map<Metric, NavigableMap<Long, Double>> bySteps = new LinkedHashMap<>();
    private final Map<Metric, NavigableMap<Instant, Double>> byTimes = new LinkedHashMap<>();
    private int unreadable;

    private Builder() {}

    /** Adds a value logged at a step; of two at one step, the one added later counts. */
    public Builder add(Metric metric, long step, double value) {
      bySteps.computeIfAbsent(metric, Builder::newSeries).put(step, value);
      return this;
    }

    /** Adds a value logged at a time; of two at one time, the one added later counts. */
    public Builder add(Metric metric, Instant time, double value) {
      byTimes.computeIfAbsent(metric, Builder::newSeries).put(time, value);
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
