package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The few names seen in a stream of checkpoints, which are not kept themselves. */
final class Seen {
  private final Set<Metric> metrics = new TreeSet<>();
  private final Set<String> types = new TreeSet<>();
  private long count;

  void add(Checkpoint checkpoint) {
    count++;
    metrics.addAll(checkpoint.metrics().keySet());
    if (checkpoint.artifact() != null) {
      types.add(checkpoint.artifact());
    }
  }

  long count() {
    return count;
  }

  Set<String> types() {
    return types;
  }

  Set<Metric> metrics() {
    return metrics;
  }

  /** Throws {@link NoMatchException} if there were checkpoints, but none with one of the metrics. */
  void require(JobRef job, Collection<Metric> named) {
    for (Metric metric : named) {
      if (count > 0 && MetricSelection.find(metric, metrics).isEmpty()) {
        throw NoMatchException.metric(job.toString(), metric.name(), metrics);
      }
    }
  }
}
