package io.github.ckpt4j.sandbox;

import io.github.ckpt4j.sandbox.SandboxJob.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job at one moment.
 *
 * @param saved the number of saved checkpoints
 * @param updated the time of its last change
 * @param word the provider's word for the state, if it is not the usual one
 */
record Run(
    SandboxJob job,
    State state,
    int saved,
    Instant updated,
    @Nullable String word) {

  boolean ended() {
    return switch (state) {
      case CREATED, QUEUED, RUNNING, FINISHING -> false;
      case SUCCEEDED, FAILED, CANCELLED, PAUSED -> true;
    };
  }

  boolean succeeded() {
    return state == State.SUCCEEDED;
  }

  boolean failed() {
    return state == State.FAILED;
  }

  /** Whether the checkpoint at this index is the final model. */
  boolean isFinal(int index) {
    return succeeded() && index == job.count() - 1;
  }

  String word(String usual) {
    return word == null ? usual : word;
  }
}
