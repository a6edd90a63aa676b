package io.github.ckpt4j.robustness;

import io.github.ckpt4j.CheckpointException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * How a list ended.
 *
 * @param error the kind of the error; null if the complete, correct list was returned
 * @param attempts how often the failing request was sent
 */
record Outcome(@Nullable Kind error, int attempts) {
  static Outcome listed(int attempts) {
    return new Outcome(null, attempts);
  }

  static Outcome failed(Kind kind, int attempts) {
    return new Outcome(kind, attempts);
  }

  @Override
  public String toString() {
    return (error == null ? "listed" : error.name()) + " (" + attempts + ")";
  }
}
