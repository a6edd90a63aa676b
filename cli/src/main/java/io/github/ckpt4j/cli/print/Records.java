package io.github.ckpt4j.cli.print;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the machine-readable formats, unrounded: sizes in bytes, times in ISO 8601 and UTC.
 * Names and meanings are stable; new fields may be appended.
 */
public final class Records {
  private static final List<String> CHECKPOINT = List.of(
      "job",
      "provider",
      "id",
      "step",
      "created_at",
      "model",
      "path",
      "size_bytes",
      "final",
      "type",
      "status",
      "expires_at",
      "expiry_source");
  private static final List<String> JOB = List.of(
      "job",
      "provider",
      "state",
      "provider_state",
      "created_at",
      "finished_at",
      "base_model",
      "result_model",
      "error",
      "name");

  private Records() {}

  /** The fields of a checkpoint. */
  public static List<String> checkpointFields() {
    return Stream.concat(CHECKPOINT.stream(), Stream.of("metrics", "details")).toList();
  }

  public static Map<String, @Nullable Object> of(Checkpoint checkpoint) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", checkpoint.job().toString());
    fields.put("provider", checkpoint.provider());
    fields.put("id", checkpoint.id());
    fields.put("step", checkpoint.step());
    fields.put("created_at", checkpoint.createdAt());
    fields.put("model", checkpoint.modelName());
    fields.put("path", checkpoint.path());
    fields.put("size_bytes", checkpoint.sizeBytes());
    fields.put("final", isFinal(checkpoint));
    fields.put("type", checkpoint.artifact());
    fields.put("status", checkpoint.status().name().toLowerCase(Locale.ROOT));
    Expiry expiry = checkpoint.expiry();
    fields.put("expires_at", expiry == null ? null : expiry.at());
    fields.put("expiry_source", expiry == null ? null : source(expiry));
    fields.put("metrics", byName(checkpoint.metrics()));
    fields.put("details", checkpoint.details());
    return fields;
  }

  /** How an expiry is known, in lower case. */
  public static String source(Expiry expiry) {
    return expiry.source().name().toLowerCase(Locale.ROOT);
  }

  /** Whether a checkpoint is its job's end result; null if the provider does not report it. */
  static @Nullable Boolean isFinal(Checkpoint checkpoint) {
    return switch (checkpoint.role()) {
      case FINAL -> Boolean.TRUE;
      case INTERMEDIATE -> Boolean.FALSE;
      case UNKNOWN -> null;
    };
  }

  /** The columns of a checkpoint in CSV, with these metrics and no others. */
  public static List<String> checkpointColumns(Collection<Metric> metrics) {
    return Stream.concat(
            CHECKPOINT.stream(), metrics.stream().map(metric -> "metrics." + metric.name()))
        .toList();
  }

  /** The columns with these metrics, and one for all other metrics that may still arrive. */
  public static List<String> openCheckpointColumns(Collection<Metric> metrics) {
    return Stream.concat(checkpointColumns(metrics).stream(), Stream.of("metrics" + Csv.REST))
        .toList();
  }

  public static Map<String, @Nullable Object> of(Job job) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", job.ref().toString());
    fields.put("provider", job.ref().provider());
    fields.put("state", job.state().name().toLowerCase(Locale.ROOT));
    fields.put("provider_state", job.providerState());
    fields.put("created_at", job.createdAt());
    fields.put("finished_at", job.finishedAt());
    fields.put("base_model", job.baseModel());
    fields.put("result_model", job.resultModel());
    fields.put("error", job.error());
    fields.put("name", job.name());
    return fields;
  }

  /** A job with the provider's own fields. */
  public static Map<String, @Nullable Object> withDetails(Job job) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(of(job));
    fields.put("details", job.details());
    return fields;
  }

  /** An event of a job. */
  public static Map<String, @Nullable Object> of(JobRef job, JobEvent event) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("job", job.toString());
    fields.put("time", event.time());
    fields.put("level", event.level().name().toLowerCase(Locale.ROOT));
    fields.put("type", event.type());
    fields.put("step", event.step());
    fields.put("message", event.message());
    fields.put("metrics", byName(event.metrics()));
    fields.put("id", event.id());
    return fields;
  }

  public static List<String> eventColumns() {
    return List.of("job", "time", "level", "type", "step", "message", "metrics", "id");
  }

  public static List<String> jobColumns() {
    return JOB;
  }

  /** One step of a comparison: the value of each job, and the jobs that are at their best there. */
  public static Map<String, @Nullable Object> of(
      Comparison comparison, long step, Map<JobRef, Checkpoint> at) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (JobRef job : comparison.jobs()) {
      Checkpoint checkpoint = at.get(job);
      values.put(
          job.toString(),
          checkpoint == null ? null : checkpoint.metrics().get(comparison.metric()));
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("step", step);
    fields.put("metric", comparison.metric().name());
    fields.put("values", values);
    fields.put(
        "best_of",
        comparison.jobs().stream()
            .filter(job ->
                at.containsKey(job) && at.get(job).equals(comparison.best().get(job)))
            .map(JobRef::toString)
            .toList());
    return fields;
  }

  public static List<String> comparisonColumns(Collection<JobRef> jobs) {
    return Stream.concat(Stream.of("step", "metric"), jobs.stream().map(job -> "values." + job))
        .toList();
  }

  private static Map<String, Double> byName(Map<Metric, Double> metrics) {
    Map<String, Double> byName = new LinkedHashMap<>();
    metrics.forEach((metric, value) -> byName.put(metric.name(), value));
    return byName;
  }
}
