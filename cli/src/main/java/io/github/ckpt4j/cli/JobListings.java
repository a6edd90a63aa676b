package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
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
  static JobListings from(
      Ckpt ckpt, JobArguments arguments, MetricsFileOption file, @Nullable Metric named) {
    List<JobRef> jobs = arguments.read(ckpt);
    Map<JobRef, List<Checkpoint>> lists = new LinkedHashMap<>();
    try (CheckpointClient client = file.clientFor(ckpt, named);
        Progress progress = ckpt.messages().progress("Reading")) {
      int code = ckpt.forEach(client, jobs, CheckpointClient::list, lists::put);
      progress.stop();
      return new JobListings(file.join(lists, ckpt.messages()), arguments.exitCode(code));
    }
  }

  boolean isEmpty() {
    return checkpoints.isEmpty();
  }

  /**
   * The metric to compare the jobs by, named or chosen; notes which jobs do not have it.
   *
   * @throws NotFoundException if no job has a checkpoint
   * @throws NoMatchException if no job has the metric
   */
  Metric metric(@Nullable Metric named, Messages messages) {
    if (checkpoints.values().stream().allMatch(List::isEmpty)) {
      throw new NotFoundException(
          String.join(", ", checkpoints.keySet().stream().map(JobRef::toString).toList())
              + (checkpoints.size() == 1 ? " has" : " have")
              + " no checkpoints yet");
    }
    Metric metric = MetricSelection.comparing(named, checkpoints);
    checkpoints.forEach((job, list) -> {
      if (list.isEmpty()) {
        messages.note(job + " has no checkpoints yet.");
      } else if (!MetricSelection.reported(list).contains(metric)) {
        messages.note(job + " has no " + metric + ".");
      }
    });
    return metric;
  }
}
