package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.stream.Collectors;

/** No checkpoint matches the requested metric or type. */
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
    return new NoMatchException("cannot tell whether lower or higher values of '" + metric
        + "' are better. Hint: use " + metric + ":min or " + metric + ":max");
  }

  private static String names(Collection<Metric> metrics) {
    return metrics.stream().map(Metric::name).collect(Collectors.joining(", "));
  }

  private static String available(String names, String things) {
    return names.isEmpty() ? "It reports no " + things : "Available: " + names;
  }
}
