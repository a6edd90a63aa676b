package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;

/** Decides whether a {@link Watch} stops before its job ends. */
@FunctionalInterface
public interface StopCondition {
  /**
   * Called after each checkpoint is reported.
   *
   * @param checkpoint the latest one reported
   * @param count how many were reported, including those of {@link WatchOptions#seen}
   */
  boolean isMet(Checkpoint checkpoint, int count);

  /** Never stops before the job ends. */
  static StopCondition never() {
    return (checkpoint, count) -> false;
  }

  /** Stops at the first checkpoint of this step or a later one. */
  static StopCondition step(long step) {
    return (checkpoint, count) -> checkpoint.step() != null && checkpoint.step() >= step;
  }

  /** Stops after this many checkpoints. */
  static StopCondition count(int checkpoints) {
    return (checkpoint, count) -> count >= checkpoints;
  }

  /**
   * Stops at the first checkpoint whose metric is below the value; NaN and missing values are
   * ignored.
   */
  static StopCondition below(Metric metric, double value) {
    return (checkpoint, count) -> checkpoint.metric(metric).orElse(Double.NaN) < value;
  }

  /**
   * Stops at the first checkpoint whose metric is above the value; NaN and missing values are
   * ignored.
   */
  static StopCondition above(Metric metric, double value) {
    return (checkpoint, count) -> checkpoint.metric(metric).orElse(Double.NaN) > value;
  }
}
