package io.github.ckpt4j.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that is an hour later each time it is read. */
final class HourlyClock extends Clock {
  private final AtomicReference<Instant> now;

  private HourlyClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  static Clock from(Clock start) {
    return new HourlyClock(start.instant());
  }

  @Override
  public Instant instant() {
    return now.getAndUpdate(each -> each.plus(Duration.ofHours(1)));
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
