package io.github.ckpt4j.http;

/**
 * What each attempt to send a request waits for, so that only some are under way at once. Nobody holds
 * one while waiting to retry.
 */
public interface Turn {
  /**
   * Waits, at most until the deadline or until the scope is cancelled.
   *
   * @throws io.github.ckpt4j.CheckpointException if it does not come in time
   */
  void acquire(Deadline deadline, CancellationScope scope);

  /** Lets the next one go. */
  void release();
}
