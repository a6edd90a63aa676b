package io.github.ckpt4j.providers;

import io.github.ckpt4j.Metric;
import java.util.regex.Pattern;

/**
 * Recognizes names that trainers log in addition to metrics: the position of the training, its
 * duration and the amount of data. They describe the run, not the model, so they are not metrics.
 */
final class Bookkeeping {
  private static final Pattern NAME = Pattern.compile(
      "(?:.*/)?(?:(?:train|eval|valid|test)_)?(?:_?timestamp|time|wall_time|created_at"
          + "|step|_?global_step|_?runtime|\\w+_per_second|\\w+_per_sec|num_\\w+|n_\\w+|total_\\w+)",
      Pattern.CASE_INSENSITIVE);

  private Bookkeeping() {}

  /**
   * Whether the name is not that of a metric. A loss is always a metric, whatever its name begins
   * with.
   */
  static boolean includes(String name) {
    return NAME.matcher(name).matches() && Metric.of(name).direction() == Metric.Direction.UNKNOWN;
  }
}
