package io.github.ckpt4j.client;

import io.github.ckpt4j.Job;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link Watch}.
 *
 * @param reason why it ended
 * @param job as it was last seen; null if it never was
 */
public record WatchEnd(Reason reason, @Nullable Job job) {
  /** The reason that a watch ended. */
  public enum Reason {
    /** The job reached a final state, and all its checkpoints were delivered. */
    JOB_ENDED,
    /** The {@link StopCondition} was met. */
    CONDITION_MET,
    /** The time was up. */
    TIMEOUT,
    /** The watch or its client was closed. */
    CLOSED
  }
}
