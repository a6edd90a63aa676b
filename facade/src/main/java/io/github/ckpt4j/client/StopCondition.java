package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;

/** Says when a {@link Watch} has seen enough, before its job ends. */
@FunctionalInterface
public interface StopCondition {
  /**
   * Asked after each checkpoint is handed over.
   *
   * @param checkpoint the one handed over last
   * @param count how many were handed over, with those seen before the watch began
   */
  boolean isMet(Checkpoint checkpoint, int count);

  /** Goes on until the job ends. */
  static StopCondition never() {
    return (checkpoint, count) -> false;
  }

  /** Stops at the first checkpoint of this step or a later one. */
  static StopCondition step(long step) {
    return (checkpoint, count) -> checkpoint.step() != null && checkpoint.step() >= step;
  }

  /** Stops when there are so many checkpoints. */
  static StopCondition count(int checkpoints) {
    return (checkpoint, count) -> count >= checkpoints;
  }

  /** Stops at the first checkpoint whose metric is below the value; NaN and no value are not. */
  static StopCondition below(Metric metric, double value) {
    return (checkpoint, count) -> checkpoint.metric(metric).orElse(Double.NaN) < value;
  }

  /** Stops at the first checkpoint whose metric is above the value; NaN and no value are not. */
  static StopCondition above(Metric metric, double value) {
    return (checkpoint, count) -> checkpoint.metric(metric).orElse(Double.NaN) > value;
  }
}
