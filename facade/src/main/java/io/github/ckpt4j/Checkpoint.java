package io.github.ckpt4j;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One saved state of a fine-tuning job, in the same shape for every provider.
 *
 * <p>Fields that a provider does not report are null, empty or UNKNOWN; nothing is guessed.
 * Checkpoints are immutable, and equal if all their fields are.
 */
public final class Checkpoint {
  private final JobRef job;
  private final String id;
  private final @Nullable Long step;
  private final @Nullable Instant createdAt;
  private final @Nullable String modelName;
  private final @Nullable String path;
  private final @Nullable Long sizeBytes;
  private final Role role;
  private final @Nullable String artifact;
  private final Status status;
  private final @Nullable Expiry expiry;
  private final Map<Metric, Double> metrics;
  private final Map<String, Object> details;

  private Checkpoint(Builder from) {
    job = from.job;
    id = from.id;
    step = from.step;
    createdAt = from.createdAt;
    modelName = from.modelName;
    path = from.path;
    sizeBytes = from.sizeBytes;
    role = from.role;
    artifact = from.artifact;
    status = from.status;
    expiry = from.expiry;
    metrics = from.immutableMetrics();
    details = from.details.immutable();
  }

  /** Whether a checkpoint can be used. */
  public enum Status {
    /** Saved in full; can be deployed or used as a model. */
    READY,
    /** Still being saved or copied; not usable yet. */
    SYNCING,
    /** Deployed and serving requests; some providers need to wake it up first. */
    DEPLOYED,
    /** The provider reports no status, or an unknown one (then in {@link #details}). */
    UNKNOWN
  }

  /** The place of a checkpoint in its job. */
  public enum Role {
    /** Saved during training. */
    INTERMEDIATE,
    /** The final result of the job. */
    FINAL,
    /** The provider does not report it. */
    UNKNOWN
  }

  /** A builder for a checkpoint with this job and id; all other fields are unset. */
  public static Builder builder(JobRef job, String id) {
    return new Builder(job, id);
  }

  /** A builder that starts with the values of this checkpoint. */
  public Builder toBuilder() {
    return new Builder(this, id);
  }

  /** This checkpoint under another id. */
  public Checkpoint withId(String other) {
    return new Builder(this, other).build();
  }

  /** This checkpoint with these metrics instead of its own. */
  public Checkpoint withMetrics(Map<Metric, Double> replacement) {
    return toBuilder().metrics(replacement).build();
  }

  /** This checkpoint with this expiry instead of its own. */
  public Checkpoint withExpiry(@Nullable Expiry replacement) {
    return toBuilder().expiry(replacement).build();
  }

  /** The job it belongs to. */
  public JobRef job() {
    return job;
  }

  /** The name of the provider that has the job. */
  public String provider() {
    return job.provider();
  }

  /** Unique within the job, and the same each time the job is listed. */
  public String id() {
    return id;
  }

  /** The training step it was saved at, counted from the start of the job; null if not reported. */
  public @Nullable Long step() {
    return step;
  }

  /** The time it was saved; null if not reported. */
  public @Nullable Instant createdAt() {
    return createdAt;
  }

  /** The model name that selects this checkpoint in the provider's API; null if it has none. */
  public @Nullable String modelName() {
    return modelName;
  }

  /** The location of its files: an object-store URL (Together) or a path in a branch (Oxen). */
  public @Nullable String path() {
    return path;
  }

  /** The size of its files in bytes; null if not reported. */
  public @Nullable Long sizeBytes() {
    return sizeBytes;
  }

  /** Whether it is the final result of the job. */
  public Role role() {
    return role;
  }

  /**
   * The kind of weights, in lower case: {@code adapter}, {@code merged}, {@code model},
   * {@code lora}, {@code full}, …; null if not reported.
   */
  public @Nullable String artifact() {
    return artifact;
  }

  /** Whether it can be used now. */
  public Status status() {
    return status;
  }

  /**
   * When it will be deleted or stop serving; null if that is not known, which does not mean that it
   * will be kept. Baseten reports it with the checkpoint; other sources are read only with {@code
   * CallOptions.withExpiry}.
   */
  public @Nullable Expiry expiry() {
    return expiry;
  }

  /**
   * The metrics at its step, in the provider's order, unmodifiable. A value may be NaN or infinite,
   * as in a run that diverged.
   */
  public Map<Metric, Double> metrics() {
    return metrics;
  }

  /** The value of a metric at this checkpoint, which may be NaN; empty if it was not reported. */
  public OptionalDouble metric(Metric metric) {
    Double value = metrics.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The provider's other fields, under their JSON names, unmodifiable. Values are strings, numbers,
   * booleans, and lists and maps of those.
   */
  public Map<String, Object> details() {
    return details;
  }

  /** False only if the provider reports that the checkpoint has not been saved in full yet. */
  public boolean isUsable() {
    return status != Status.SYNCING;
  }

  private List<@Nullable Object> fields() {
    return Arrays.asList(
        job, id, step, createdAt, modelName, path, sizeBytes, role, artifact, status, expiry,
        metrics, details);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Checkpoint checkpoint && checkpoint.fields().equals(fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  @Override
  public String toString() {
    return "Checkpoint[job=" + job + ", id=" + id + ", step=" + step + ", createdAt=" + createdAt
        + ", modelName=" + modelName + ", path=" + path + ", sizeBytes=" + sizeBytes + ", role="
        + role + ", artifact=" + artifact + ", status=" + status
        + ", expiry=" + expiry + ", metrics=" + metrics
        + ", details=" + details + "]";
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
    private Role role = Role.UNKNOWN;
    private @Nullable String artifact;
    private Status status = Status.UNKNOWN;
    private @Nullable Expiry expiry;
    private Map<Metric, Double> metrics = Map.of();
    private boolean metricsShared;
    private final Fields details;

    private Builder(JobRef job, String id) {
      this.job = Objects.requireNonNull(job, "job");
      this.id = Objects.requireNonNull(id, "id");
      details = new Fields();
    }

    private Builder(Checkpoint from, String id) {
      job = from.job;
      this.id = Objects.requireNonNull(id, "id");
      step = from.step;
      createdAt = from.createdAt;
      modelName = from.modelName;
      path = from.path;
      sizeBytes = from.sizeBytes;
      role = from.role;
      artifact = from.artifact;
      status = from.status;
      expiry = from.expiry;
      metrics = from.metrics;
      metricsShared = true;
      details = new Fields(from.details);
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

    /** The default is {@link Role#UNKNOWN}. */
    public Builder role(Role role) {
      this.role = Objects.requireNonNull(role, "role");
      return this;
    }

    public Builder artifact(@Nullable String artifact) {
      this.artifact = artifact;
      return this;
    }

    /** The default is {@link Status#UNKNOWN}. */
    public Builder status(Status status) {
      this.status = Objects.requireNonNull(status, "status");
      return this;
    }

    public Builder expiry(@Nullable Expiry expiry) {
      this.expiry = expiry;
      return this;
    }

    /** Adds a metric, or replaces its value. */
    public Builder metric(Metric metric, double value) {
      Objects.requireNonNull(metric, "metric");
      if (metricsShared || metrics.isEmpty()) {
        metrics = new LinkedHashMap<>(metrics);
        metricsShared = false;
      }
      metrics.put(metric, value);
      return this;
    }

    /** Sets all metrics, in the order of a copy of this map. */
    public Builder metrics(Map<Metric, Double> replacement) {
      metrics = Map.of();
      replacement.forEach(this::metric);
      return this;
    }

    /** Keeps one of the provider's own fields, unless its value is null; copies lists and maps. */
    public Builder detail(String jsonName, @Nullable Object value) {
      details.put(jsonName, value);
      return this;
    }

    public Checkpoint build() {
      return new Checkpoint(this);
    }

    private Map<Metric, Double> immutableMetrics() {
      metricsShared = true;
      return metrics.isEmpty() ? Map.of() : Collections.unmodifiableMap(metrics);
    }
  }
}
