package io.github.ckpt4j.providers;

import io.github.ckpt4j.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Recognizes names that trainers log in addition to metrics: the position of the training, its
 * duration and the amount of data. They describe the run, not the model, so they are not metrics.
 */
final class Bookkeeping {
  /** Anywhere in the name: {@code step_time}, {@code eval_steps_per_second}. */
  private static final Set<String> WORDS = Set.of(
      "time",
      "times",
      "timestamp",
      "date",
      "datetime",
      "clock",
      "walltime",
      "elapsed",
      "duration",
      "runtime",
      "eta",
      "step",
      "steps",
      "iteration",
      "iterations",
      "iter",
      "second",
      "seconds",
      "sec",
      "secs",
      "ms",
      "flos",
      "seen");

  /** At its start: {@code num_tokens}. */
  private static final Set<String> COUNTS = Set.of("num", "n", "total");

  private static final Set<String> KINDS = Set.of("train", "eval", "valid", "test");

  private Bookkeeping() {}

  /**
   * Whether the name is not that of a metric. A loss is always a metric, whatever its name begins
   * with.
   */
  static boolean includes(String name) {
    List<String> words = words(name);
    return isBookkeeping(words) && Metric.of(name).direction() == Metric.Direction.UNKNOWN;
  }

  private static boolean isBookkeeping(List<String> words) {
    if (words.isEmpty()) {
      return false;
    }
    int start = words.size() > 1 && KINDS.contains(words.get(0)) ? 1 : 0;
    return words.stream().anyMatch(WORDS::contains)
        || (words.size() > start + 1 && COUNTS.contains(words.get(start)))
        || words.get(words.size() - 1).equals("at");
  }

  /** The words of the name, without the groups that it is in: {@code train/}. */
  private static List<String> words(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    String[] words = last.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT)
        .split("[^a-z0-9]+", -1);
    return List.of(words).stream().filter(word -> !word.isEmpty()).toList();
  }
}
