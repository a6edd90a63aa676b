package io.github.ckpt4j;

import io.github.ckpt4j.Metric.Direction;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The metric families whose direction is known, recognized by the words within a name. */
final class MetricDirections {
  private static final Set<String> LOWER = Set.of(
      "loss",
      "losses",
      "perplexity",
      "ppl",
      "wer",
      "cer",
      "ter",
      "rmse",
      "mae",
      "mse",
      "error rate",
      "error rates",
      "errorrate");

  private static final Set<String> HIGHER = Set.of(
      "accuracy",
      "accuracies",
      "f1",
      "bleu",
      "rouge",
      "meteor",
      "reward",
      "precision",
      "recall",
      "auc",
      "exact match",
      "exactmatch",
      "win rate",
      "win rates",
      "winrate");

  /** Words that make it a different kind of metric: the scale of a loss, the spread of a reward. */
  private static final Set<String> OTHER =
      Set.of("std", "stddev", "stdev", "stderr", "var", "variance", "scale", "weight", "count");

  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^\\p{Alnum}]+|(?<=[\\p{Lower}\\d])(?=\\p{Upper})");

  private MetricDirections() {}

  /** The direction of the families named in it; unknown if they disagree or it names none. */
  static Direction of(String name) {
    List<String> words = BETWEEN_WORDS
        .splitAsStream(name)
        .map(word -> family(word.toLowerCase(Locale.ROOT)))
        .toList();
    if (words.stream().anyMatch(OTHER::contains)) {
      return Direction.UNKNOWN;
    }
    boolean lower = names(words, LOWER);
    boolean higher = names(words, HIGHER);
    return lower == higher ? Direction.UNKNOWN : lower ? Direction.MINIMIZE : Direction.MAXIMIZE;
  }

  /** The word without the prefix or suffix of a family: {@code bleu4}, {@code trainloss}. */
  private static String family(String word) {
    if (word.startsWith("rouge")) {
      return "rouge";
    }
    if (word.endsWith("loss")) {
      return "loss";
    }
    return HIGHER.contains(word) ? word : word.replaceFirst("\\d+$", "");
  }

  private static boolean names(List<String> words, Set<String> families) {
    return IntStream.range(0, words.size())
        .mapToObj(at -> words.subList(at, Math.min(at + 2, words.size())))
        .anyMatch(two -> families.contains(two.get(0)) || families.contains(String.join(" ", two)));
  }
}
