package io.github.ckpt4j.http;

/**
 * Limits how many requests are sent at once: each attempt waits for its turn. It is released while
 * waiting to retry.
 */
public interface Turn {
  /**
   * Waits for a turn, at most until the deadline or until the scope is cancelled.
   *
   * @throws io.github.ckpt4j.CheckpointException if the turn does not come in time
   */
  void acquire(Deadline deadline, CancellationScope scope);

  /** Ends the turn and lets the next attempt proceed. */
  void release();
}
