package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of several jobs, to be shown side by side.
 *
 * @param code the exit code: that of the first job that could not be listed
 */
record JobListings(Map<JobRef, List<Checkpoint>> checkpoints, int code) {

  static JobListings from(Ckpt ckpt, List<JobRef> jobs) {
    Map<JobRef, List<Checkpoint>> lists = new LinkedHashMap<>();
    try (CheckpointClient client = ckpt.client(CallOptions::withMetrics);
        Progress progress = ckpt.messages().progress("Reading")) {
      int code = ckpt.forEach(client, jobs, CheckpointClient::list, lists::put);
      progress.stop();
      return new JobListings(lists, code);
    }
  }

  boolean isEmpty() {
    return checkpoints.isEmpty();
  }

  /** Side by side by this metric, or by one chosen for them; says which jobs do not have it. */
  Comparison by(@Nullable Metric named, Messages messages) {
    Metric metric = MetricSelection.comparing(named, checkpoints.values());
    Comparison comparison = Comparison.of(metric, checkpoints);
    for (JobRef job : comparison.jobs()) {
      if (!comparison.best().containsKey(job)) {
        messages.note(job + " has no " + metric + ".");
      }
    }
    return comparison;
  }
}
