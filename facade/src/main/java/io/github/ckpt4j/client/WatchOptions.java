package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a job is watched.
 *
 * @param until when to stop before the job ends; never by default
 * @param timeout how long to watch at most, from the first question on; 24 h by default
 * @param minInterval how long to wait between two looks while checkpoints come; 2 s by default
 * @param maxInterval how long that wait may grow while nothing happens; 30 s by default. Each wait is
 *     shortened by up to a quarter by chance
 * @param seen the ids of checkpoints that are not to be handed over, as {@link Watch#seen} gave them
 * @param onRetryableError is told of each temporary failure that the watch survives; does nothing by
 *     default. Called in the watching thread
 */
public record WatchOptions(
    StopCondition until,
    Duration timeout,
    Duration minInterval,
    Duration maxInterval,
    Set<String> seen,
    Consumer<CheckpointException> onRetryableError) {
  private static final WatchOptions DEFAULTS = new WatchOptions(
      StopCondition.never(),
      Duration.ofHours(24),
      Duration.ofSeconds(2),
      Duration.ofSeconds(30),
      Set.of(),
      problem -> {});

  /**
   * Throws {@link IllegalArgumentException} for a time less than 1 ms or more than ten years, or if
   * the intervals are the wrong way round.
   */
  public WatchOptions {
    CallOptions.requireTime(timeout, "timeout", CallOptions.LONGEST);
    CallOptions.requireTime(minInterval, "minInterval", CallOptions.LONGEST);
    CallOptions.requireTime(maxInterval, "maxInterval", CallOptions.LONGEST);
    if (maxInterval.compareTo(minInterval) < 0) {
      throw new IllegalArgumentException(
          "maxInterval is at least minInterval, " + minInterval + ", not " + maxInterval);
    }
    seen = Set.copyOf(seen);
  }

  /** Watches until the job ends. */
  public static WatchOptions defaults() {
    return DEFAULTS;
  }

  public WatchOptions until(StopCondition until) {
    return new WatchOptions(until, timeout, minInterval, maxInterval, seen, onRetryableError);
  }

  public WatchOptions timeout(Duration timeout) {
    return new WatchOptions(until, timeout, minInterval, maxInterval, seen, onRetryableError);
  }

  public WatchOptions interval(Duration minInterval, Duration maxInterval) {
    return new WatchOptions(until, timeout, minInterval, maxInterval, seen, onRetryableError);
  }

  public WatchOptions seen(Collection<String> seen) {
    return new WatchOptions(
        until, timeout, minInterval, maxInterval, Set.copyOf(seen), onRetryableError);
  }

  public WatchOptions onRetryableError(Consumer<CheckpointException> onRetryableError) {
    return new WatchOptions(until, timeout, minInterval, maxInterval, seen, onRetryableError);
  }
}
