package io.github.ckpt4j.download;

import io.github.ckpt4j.CheckpointException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * How a download ended.
 *
 * @param error the kind of its error; null if every file was complete and correct
 * @param attempts how often the failing request was sent before the error; 0 without an error
 */
record Ending(@Nullable Kind error, int attempts) {
  static final Ending COMPLETE = new Ending(null, 0);

  /** Temporary faults are tried three times. */
  static Ending retried(Kind error) {
    return new Ending(error, 3);
  }

  static Ending failed(Kind error) {
    return new Ending(error, 1);
  }

  @Override
  public String toString() {
    return error == null ? "complete" : error.name() + (attempts > 1 ? " (" + attempts + ")" : "");
  }
}
