package io.github.ckpt4j.providers;

import io.github.ckpt4j.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

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

  /**
   * Whether a name may contain one of these words. Each metric of each checkpoint passes here, so almost
   * every name must be decided without taking it apart.
   */
  private static final Pattern LIKELY = Pattern.compile(
      "(?i:time|date|clock|elapsed|duration|eta|step|iter|sec|ms|flos|seen|num|total|at[^a-z0-9]*$)"
          + "|(?:^|[^A-Za-z])n(?:[^a-z]|$)|(?:^|[^A-Z])N(?:[^a-z]|$)");

  private static final Pattern CAMEL_CASE = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z0-9]+");

  private Bookkeeping() {}

  /**
   * Whether the name is not that of a metric. A loss is always a metric, whatever its name begins
   * with.
   */
  static boolean includes(String name) {
    return WORDS.contains(name)
        || (LIKELY.matcher(name).find()
            && isBookkeeping(words(name))
            && Metric.of(name).direction() == Metric.Direction.UNKNOWN);
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
    String separated = CAMEL_CASE.matcher(last).replaceAll("_").toLowerCase(Locale.ROOT);
    return BETWEEN_WORDS
        .splitAsStream(separated)
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
