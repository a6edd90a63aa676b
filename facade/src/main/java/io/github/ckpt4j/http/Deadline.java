package io.github.ckpt4j.http;

import java.time.Duration;

/** The moment at which a time limit ends. */
public record Deadline(Time time, long nanos) {
  public static Deadline in(Duration duration, Time time) {
    return new Deadline(time, time.nanos() + duration.toNanos());
  }

  /** The time left; zero once it has passed. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - time.nanos()));
  }
}
