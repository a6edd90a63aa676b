package io.github.ckpt4j.http;

import java.time.Duration;

/** The moment after which a call of the client is no longer wanted. */
public record Deadline(Time time, long nanos) {
  public static Deadline in(Duration duration, Time time) {
    return new Deadline(time, time.nanos() + duration.toNanos());
  }

  /** What is left; zero when it is over. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - time.nanos()));
  }
}
