package io.github.ckpt4j.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that is later each time it is read. */
final class TickingClock extends Clock {
  private final AtomicReference<Instant> now;
  private final Duration tick;

  TickingClock(Instant start, Duration tick) {
    this.now = new AtomicReference<>(start);
    this.tick = tick;
  }

  @Override
  public Instant instant() {
    return now.getAndUpdate(each -> each.plus(tick));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
