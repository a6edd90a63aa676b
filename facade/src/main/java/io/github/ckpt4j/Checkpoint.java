package io.github.ckpt4j;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One saved state of a fine-tuning job, in the same shape for every provider.
 *
 * <p>What a provider does not say is null (or an empty map); nothing is guessed.
 *
 * @param job the job it belongs to
 * @param id unique within the job, and the same each time the job is listed
 * @param step the training step it was saved at, counted from the start of the job
 * @param createdAt when it was saved
 * @param modelName what to pass to the provider as the model, to use this checkpoint
 * @param path where its files are: an object-store URL (Together) or a path in a branch (Oxen)
 * @param sizeBytes the size of its files, in bytes
 * @param isFinal whether it is the job's end result; null where the provider does not tell
 * @param artifact what kind of weights it holds: {@code adapter}, {@code merged}, {@code model},
 *     {@code lora}, {@code full}, …, in lower case
 * @param status whether it can be used now
 * @param expiry when it will be deleted or stop serving; null where that is not known, which does
 *     not mean that it stays
 * @param metrics what was measured at its step, in the provider's order; a value may be NaN or
 *     infinite, as a diverged run reports it
 * @param details the provider's own fields that have no place above, by the names on the wire;
 *     values are strings, numbers, booleans, and lists and maps of those
 */
public record Checkpoint(
    JobRef job,
    String id,
    @Nullable Long step,
    @Nullable Instant createdAt,
    @Nullable String modelName,
    @Nullable String path,
    @Nullable Long sizeBytes,
    @Nullable Boolean isFinal,
    @Nullable String artifact,
    Status status,
    @Nullable Expiry expiry,
    Map<Metric, Double> metrics,
    Map<String, Object> details) {

  /** Whether a checkpoint can be used. */
  public enum Status {
    /** Saved in full; can be deployed or used as a model. */
    READY,
    /** Still being saved or copied; not usable yet. */
    SYNCING,
    /** Serving requests now. */
    DEPLOYED,
    /** The provider does not say, or says something unknown (then in {@code details}). */
    UNKNOWN
  }

  public Checkpoint {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(status, "status");
    metrics = Collections.unmodifiableMap(metrics);
    details = details.isEmpty() ? Map.of() : Collections.unmodifiableMap(details);
  }

  /** Starts a checkpoint of which only the job and the id are known. */
  public static Builder builder(JobRef job, String id) {
    return new Builder(job, id);
  }

  /** The name of the provider that has the job. */
  public String provider() {
    return job.provider();
  }

  /** The value of a metric at this checkpoint, which may be NaN; empty where it was not reported. */
  public OptionalDouble metric(Metric metric) {
    Double value = metrics.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** False only where the provider says that the checkpoint is not saved in full yet. */
  public boolean isUsable() {
    return status != Status.SYNCING;
  }

  /** This checkpoint with these metrics instead of its own. */
  public Checkpoint withMetrics(Map<Metric, Double> replacement) {
    return new Checkpoint(
        job,
        id,
        step,
        createdAt,
        modelName,
        path,
        sizeBytes,
        isFinal,
        artifact,
        status,
        expiry,
        replacement,
        details);
  }

  /** This checkpoint with this expiry instead of its own. */
  public Checkpoint withExpiry(@Nullable Expiry replacement) {
    return new Checkpoint(
        job,
        id,
        step,
        createdAt,
        modelName,
        path,
        sizeBytes,
        isFinal,
        artifact,
        status,
        replacement,
        metrics,
        details);
  }

  /** Collects the parts of a checkpoint; not safe for use by several threads. */
  public static final class Builder {
    private final JobRef job;
    private final String id;
    private @Nullable Long step;
    private @Nullable Instant createdAt;
    private @Nullable String modelName;
    private @Nullable String path;
    private @Nullable Long sizeBytes;
    private @Nullable Boolean isFinal;
    private @Nullable String artifact;
    private Status status = Status.UNKNOWN;
    private @Nullable Expiry expiry;
    private Map<Metric, Double> metrics = Map.of();
    private Map<String, Object> details = Map.of();

    private Builder(JobRef job, String id) {
      this.job = job;
      this.id = id;
    }

    public Builder step(@Nullable Long step) {
      this.step = step;
      return this;
    }

    public Builder createdAt(@Nullable Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    public Builder modelName(@Nullable String modelName) {
      this.modelName = modelName;
      return this;
    }

    public Builder path(@Nullable String path) {
      this.path = path;
      return this;
    }

    public Builder sizeBytes(@Nullable Long sizeBytes) {
      this.sizeBytes = sizeBytes;
      return this;
    }

    public Builder isFinal(@Nullable Boolean isFinal) {
      this.isFinal = isFinal;
      return this;
    }

    public Builder artifact(@Nullable String artifact) {
      this.artifact = artifact;
      return this;
    }

    public Builder status(Status status) {
      this.status = status;
      return this;
    }

    public Builder expiry(@Nullable Expiry expiry) {
      this.expiry = expiry;
      return this;
    }

    /** Takes the map as it is; it must not be changed afterwards. */
    public Builder metrics(Map<Metric, Double> metrics) {
      this.metrics = metrics;
      return this;
    }

    /** Keeps one of the provider's own fields, unless its value is null. */
    public Builder detail(String wireName, @Nullable Object value) {
      if (value != null) {
        if (details.isEmpty()) {
          details = new LinkedHashMap<>(8);
        }
        details.put(wireName, value);
      }
      return this;
    }

    public Checkpoint build() {
      return new Checkpoint(
          job, id, step, createdAt, modelName, path, sizeBytes, isFinal, artifact, status, expiry,
          metrics, details);
    }
  }
}
