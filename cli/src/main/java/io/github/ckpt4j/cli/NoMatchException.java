package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.stream.Collectors;

/** Checkpoints cannot be selected by the metric or the type that was named. */
final class NoMatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private NoMatchException(String message) {
    super(message);
  }

  static NoMatchException metric(String job, String metric, Collection<Metric> reported) {
    return new NoMatchException(
        job + " has no metric '" + metric + "'. " + available(names(reported), "metrics"));
  }

  /** No metric was named, and the job reports no loss to judge by. */
  static NoMatchException loss(String job, Collection<Metric> reported) {
    return new NoMatchException(job + " reports no loss"
        + (reported.isEmpty() ? "" : "; choose another metric with --metric")
        + ". "
        + available(names(reported), "metrics"));
  }

  static NoMatchException type(String job, String type, Collection<String> reported) {
    return new NoMatchException(job + " has no checkpoint of type '" + type + "'. "
        + available(String.join(", ", reported), "types"));
  }

  static NoMatchException direction(Metric metric) {
    return new NoMatchException("it is unknown whether a lower or a higher value of '" + metric
        + "' is better. Hint: use " + metric + ":min or " + metric + ":max");
  }

  private static String names(Collection<Metric> metrics) {
    return metrics.stream().map(Metric::name).collect(Collectors.joining(", "));
  }

  private static String available(String names, String things) {
    return names.isEmpty() ? "It reports no " + things : "Available: " + names;
  }
}
