package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contents of the page.
 *
 * @param at when the jobs were read
 * @param version of the command that writes the page
 * @param jobs numbered on the page in this order
 * @param problems reasons for jobs that are missing altogether
 * @param metrics the metrics with a chart; jobs are judged by the first
 * @param reload how often the page reloads itself; null for never
 */
public record Report(
    Instant at,
    String version,
    List<ReportedJob> jobs,
    List<Problem> problems,
    List<Metric> metrics,
    @Nullable Duration reload) {

  /**
   * The reason for something missing.
   *
   * @param reference as the user gave it; null for none
   */
  public record Problem(@Nullable String reference, String text) {}

  public Report {
    jobs = List.copyOf(jobs);
    problems = List.copyOf(problems);
    metrics = List.copyOf(metrics);
  }

  /** The metric that jobs are judged by; null if no job has one. */
  @Nullable
  Metric metric() {
    return metrics.isEmpty() ? null : metrics.get(0);
  }

  /** The best checkpoint of all jobs. */
  Optional<Checkpoint> best() {
    Metric metric = metric();
    List<Checkpoint> best =
        jobs.stream().flatMap(job -> job.best(metric).stream()).toList();
    return metric == null || best.isEmpty() ? Optional.empty() : first(best, metric);
  }

  /** The first of equal ones: steps of different jobs cannot be compared. */
  private static Optional<Checkpoint> first(List<Checkpoint> best, Metric metric) {
    boolean isLower = metric.direction() == Metric.Direction.MINIMIZE;
    return best.stream().reduce((one, other) -> {
      double difference =
          other.metric(metric).orElseThrow() - one.metric(metric).orElseThrow();
      return (isLower ? difference < 0 : difference > 0) ? other : one;
    });
  }
}
