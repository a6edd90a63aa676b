package io.github.ckpt4j;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning job and its state, in the same words for every provider.
 *
 * <p>Jobs are immutable, and equal if all their fields are.
 */
public final class Job {
  private final JobRef ref;
  private final State state;
  private final String providerState;
  private final @Nullable String name;
  private final @Nullable Instant createdAt;
  private final @Nullable Instant finishedAt;
  private final @Nullable String baseModel;
  private final @Nullable String resultModel;
  private final @Nullable String error;
  private final Map<String, Object> details;

  private Job(Builder from) {
    ref = from.ref;
    state = from.state;
    providerState = from.providerState;
    name = from.name;
    createdAt = from.createdAt;
    finishedAt = from.finishedAt;
    baseModel = from.baseModel;
    resultModel = from.resultModel;
    error = from.error;
    details = from.details.immutable();
  }

  /** The state of a job. */
  public enum State {
    /** Accepted, not training yet. */
    QUEUED,
    /** Training, saving its result, or stopping. */
    RUNNING,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended by an error. */
    FAILED,
    /** Cancelled by its owner. */
    CANCELLED,
    /** Paused; it may be resumed. */
    PAUSED,
    /**
     * A state that this version does not know; {@link Job#providerState} has the provider's word.
     */
    UNKNOWN;

    /** True for the states in which a job saves no more checkpoints. */
    public boolean isTerminal() {
      return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
  }

  /** A builder for a job with this reference and state; all other fields are unset. */
  public static Builder builder(JobRef ref, State state) {
    return new Builder(ref, state);
  }

  /** The job's reference. */
  public JobRef ref() {
    return ref;
  }

  /** The job's state. */
  public State state() {
    return state;
  }

  /** The provider's own word for the state; empty if it reported none. */
  public String providerState() {
    return providerState;
  }

  /**
   * Whether the job has ended and will save no more checkpoints. True for the terminal states, and
   * for a state that this version does not know if the provider reports when the job finished.
   */
  public boolean hasEnded() {
    return state.isTerminal() || (state == State.UNKNOWN && finishedAt != null);
  }

  /** The name its owner gave it; null if it has none. */
  public @Nullable String name() {
    return name;
  }

  /** The time it was created; null if not reported. */
  public @Nullable Instant createdAt() {
    return createdAt;
  }

  /** The time it ended; null until then, or if not reported. */
  public @Nullable Instant finishedAt() {
    return finishedAt;
  }

  /** The model that training started from; null if not reported. */
  public @Nullable String baseModel() {
    return baseModel;
  }

  /** The model it produced; null until then, or if not reported. */
  public @Nullable String resultModel() {
    return resultModel;
  }

  /** The reason it failed, in the provider's words; null if none is reported. */
  public @Nullable String error() {
    return error;
  }

  /**
   * The provider's other fields, under their JSON names, unmodifiable. Values are strings, numbers,
   * booleans, and lists and maps of those.
   */
  public Map<String, Object> details() {
    return details;
  }

  private List<@Nullable Object> fields() {
    return Arrays.asList(
        ref,
        state,
        providerState,
        name,
        createdAt,
        finishedAt,
        baseModel,
        resultModel,
        error,
        details);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Job job && job.fields().equals(fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  @Override
  public String toString() {
    return "Job[ref=" + ref + ", state=" + state + ", providerState=" + providerState + ", name="
        + name + ", createdAt=" + createdAt + ", finishedAt=" + finishedAt + ", baseModel="
        + baseModel + ", resultModel=" + resultModel + ", error=" + error + ", details=" + details
        + "]";
  }

  /** Collects the parts of a job; not safe for use by several threads. */
  public static final class Builder {
    private final JobRef ref;
    private final State state;
    private String providerState = "";
    private @Nullable String name;
    private @Nullable Instant createdAt;
    private @Nullable Instant finishedAt;
    private @Nullable String baseModel;
    private @Nullable String resultModel;
    private @Nullable String error;
    private final Fields details = new Fields();

    private Builder(JobRef ref, State state) {
      this.ref = Objects.requireNonNull(ref, "ref");
      this.state = Objects.requireNonNull(state, "state");
    }

    /** The default is the empty string. */
    public Builder providerState(String providerState) {
      this.providerState = Objects.requireNonNull(providerState, "providerState");
      return this;
    }

    public Builder name(@Nullable String name) {
      this.name = name;
      return this;
    }

    public Builder createdAt(@Nullable Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    public Builder finishedAt(@Nullable Instant finishedAt) {
      this.finishedAt = finishedAt;
      return this;
    }

    public Builder baseModel(@Nullable String baseModel) {
      this.baseModel = baseModel;
      return this;
    }

    public Builder resultModel(@Nullable String resultModel) {
      this.resultModel = resultModel;
      return this;
    }

    public Builder error(@Nullable String error) {
      this.error = error;
      return this;
    }

    /** Keeps one of the provider's own fields, unless its value is null; copies lists and maps. */
    public Builder detail(String jsonName, @Nullable Object value) {
      details.put(jsonName, value);
      return this;
    }

    public Job build() {
      return new Job(this);
    }
  }
}
