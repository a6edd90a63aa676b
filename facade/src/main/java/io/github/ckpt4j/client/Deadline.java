package io.github.ckpt4j.client;

import java.time.Duration;

/** The moment after which a call of the client is no longer wanted. */
record Deadline(Time time, long nanos) {
  static Deadline in(Duration duration, Time time) {
    return new Deadline(time, time.nanos() + duration.toNanos());
  }

  /** What is left; zero when it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - time.nanos()));
  }
}
