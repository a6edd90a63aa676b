package io.github.ckpt4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a fine-tuning job is, in the same words for every provider.
 *
 * @param ref the job
 * @param state how far it is
 * @param providerState the same in the provider's own word; empty if it gave none
 * @param createdAt when it was made
 * @param finishedAt when it ended; null while it goes on, or where the provider does not say
 * @param baseModel the model it started from
 * @param resultModel the model it made; null until there is one
 * @param error why it failed, in the provider's words
 */
public record Job(
    JobRef ref,
    State state,
    String providerState,
    @Nullable Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable String baseModel,
    @Nullable String resultModel,
    @Nullable String error) {

  /** How far a job is. */
  public enum State {
    /** Accepted, not training yet. */
    QUEUED,
    /** Training, or saving what was trained. */
    RUNNING,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended by an error. */
    FAILED,
    /** Ended by someone's wish. */
    CANCELLED,
    /** Held; it may go on. */
    PAUSED,
    /** The provider used a word that is not known here. */
    UNKNOWN;

    /** True if the job will make no more checkpoints. */
    public boolean isTerminal() {
      return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
  }
}
