package io.github.ckpt4j.client;

import java.time.Duration;

/** The wait until the next poll: short while something happens, then longer and longer. */
final class PollInterval {
  private static final double GROWTH = 1.5;
  private static final double JITTER = 0.25;

  private final Duration min;
  private final Duration max;
  private Duration current;

  PollInterval(Duration min, Duration max) {
    this.min = min;
    this.max = max;
    this.current = min;
  }

  void reset() {
    current = min;
  }

  /** The next wait; the one after it will be longer. */
  Duration next(double random) {
    Duration wait = times(current, 1 - JITTER * random);
    Duration grown = times(current, GROWTH);
    current = grown.compareTo(max) < 0 ? grown : max;
    return wait;
  }

  private static Duration times(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }
}
