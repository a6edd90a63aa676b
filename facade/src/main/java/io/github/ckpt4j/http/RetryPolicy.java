package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether and when to retry: exponential backoff from 0.5 s to 8 s, each delay shortened by
 * up to 25 % jitter so that many clients do not return at once. A longer wait that the provider
 * requests is honored up to one minute; beyond that the call fails, and the caller decides.
 *
 * @param maxRetries the maximum number of retries
 */
public record RetryPolicy(int maxRetries) {
  private static final Duration FIRST_DELAY = Duration.ofMillis(500);
  private static final Duration MAX_DELAY = Duration.ofSeconds(8);
  private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);
  private static final double JITTER = 0.25;

  /**
   * The delay before the next attempt; empty if no retry is allowed.
   *
   * @param attempts how many have failed so far; 0 means that no request was sent that could be
   *     repeated
   * @param random a number from 0 to 1
   */
  public Optional<Duration> delay(CheckpointException failure, int attempts, double random) {
    if (!failure.isTemporary() || attempts == 0 || attempts > maxRetries) {
      return Optional.empty();
    }
    Duration backoff = backoff(attempts, random);
    Duration requested = failure.retryAfter();
    if (requested == null || requested.compareTo(backoff) <= 0) {
      return Optional.of(backoff);
    }
    return requested.compareTo(MAX_RETRY_AFTER) <= 0 ? Optional.of(requested) : Optional.empty();
  }

  private static Duration backoff(int attempts, double random) {
    int doublings = Math.min(attempts - 1, 10);
    Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
    Duration capped = delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
    return Duration.ofNanos((long) (capped.toNanos() * (1 - JITTER * random)));
  }
}
