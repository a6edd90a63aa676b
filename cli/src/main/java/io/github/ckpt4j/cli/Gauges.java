package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.OpenMetrics;
import io.github.ckpt4j.cli.print.OpenMetrics.Family;
import io.github.ckpt4j.cli.print.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Gauges of jobs for monitoring. A job's label is {@code ref}, since Prometheus reserves {@code
 * job}.
 */
final class Gauges {
  private final OpenMetrics gauges = new OpenMetrics();
  private final Instant now;

  Gauges(Instant now) {
    this.now = now;
  }

  void state(Job job) {
    for (Job.State state : Job.State.values()) {
      Map<String, String> labels = labels(job.ref());
      labels.put("state", state.name().toLowerCase(Locale.ROOT));
      gauges.set(Family.JOB_STATE, labels, state == job.state() ? 1 : 0);
    }
  }

  /** Sets the latest step and the earliest known expiry. */
  void checkpoints(JobRef job, Collection<Checkpoint> all) {
    Checkpoints.latest(all).map(Checkpoint::step).ifPresent(step -> lastStep(job, step));
    all.stream()
        .map(Checkpoint::expiry)
        .filter(Objects::nonNull)
        .map(Expiry::at)
        .min(Comparator.naturalOrder())
        .ifPresent(end -> expiry(job, end));
  }

  void lastStep(JobRef job, long step) {
    gauges.set(Family.LAST_STEP, labels(job), (double) step);
  }

  void expiry(JobRef job, Instant end) {
    gauges.set(Family.EXPIRES_IN, labels(job), Duration.between(now, end).toMillis() / 1000.0);
    gauges.set(Family.EXPIRY_TIMESTAMP, labels(job), end.toEpochMilli() / 1000.0);
  }

  /** Sets the best value of a metric, if its direction is known and any checkpoint has one. */
  void best(JobRef job, Collection<Checkpoint> all, Metric metric) {
    MetricSelection.best(all, metric).ifPresent(best -> best(job, best, metric));
  }

  void best(JobRef job, Checkpoint best, Metric metric) {
    Map<String, String> labels = labels(job);
    labels.put("metric", metric.name());
    gauges.set(Family.BEST_VALUE, labels, best.metrics().getOrDefault(metric, Double.NaN));
  }

  /** Writes all gauges, including one for incomplete data. */
  void write(Output out, int exitCode) {
    gauges.set(Family.INCOMPLETE, Map.of(), exitCode == ExitCode.DONE ? 0 : 1);
    gauges.write(out);
  }

  private static Map<String, String> labels(JobRef job) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("ref", job.toString());
    labels.put("provider", job.provider());
    return labels;
  }
}
