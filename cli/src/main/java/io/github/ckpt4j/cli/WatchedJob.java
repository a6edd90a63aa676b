package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Records;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a job as a watch last saw them. */
final class WatchedJob {
  private final JobRef ref;
  private final Map<Integer, Checkpoint> checkpoints = new LinkedHashMap<>();

  WatchedJob(JobRef ref) {
    this.ref = ref;
  }

  void saved(int row, Checkpoint checkpoint) {
    checkpoints.put(row, checkpoint);
  }

  /**
   * The job and its end, for a program that acts on it.
   *
   * @param end how the watch ended, for people
   * @param code its contribution to the exit code
   */
  Map<String, @Nullable Object> record(
      @Nullable Job last, String end, int code, Collection<Metric> named) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (last == null) {
      Records.jobColumns().forEach(field -> fields.put(field, null));
      fields.put("job", ref.toString());
      fields.put("provider", ref.provider());
    } else {
      fields.putAll(Records.of(last));
    }
    List<Checkpoint> all = List.copyOf(checkpoints.values());
    Optional<Metric> metric = named.isEmpty()
        ? MetricSelection.judging(all)
        : MetricSelection.find(named.iterator().next(), MetricSelection.reported(all));
    fields.put("end", end);
    fields.put("code", code);
    fields.put("checkpoints", all.size());
    fields.put("latest", Checkpoints.latest(all).map(Records::of).orElse(null));
    fields.put("best_metric", metric.map(Metric::name).orElse(null));
    fields.put(
        "best",
        metric.flatMap(each -> MetricSelection.best(all, each)).map(Records::of).orElse(null));
    return fields;
  }
}
