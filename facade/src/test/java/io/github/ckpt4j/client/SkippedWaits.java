package io.github.ckpt4j.client;

import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The system clock, except that waits between attempts take no time: the clock moves forward
 * instead. Time spent on sockets is real.
 */
public final class SkippedWaits {
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong shifted = new AtomicLong();
  private final LongAdder waits = new LongAdder();

  /** Sets this clock on a client. */
  public ClientBuilder in(ClientBuilder client) {
    return client.time(new Time() {
      @Override
      public long nanos() {
        return System.nanoTime() + skipped.get();
      }

      @Override
      public Instant now() {
        return Instant.now().plusNanos(skipped.get() + shifted.get());
      }

      @Override
      public double random() {
        return ThreadLocalRandom.current().nextDouble();
      }

      @Override
      public void sleep(Duration duration, CountDownLatch awake) {
        waits.increment();
        skipped.addAndGet(duration.toNanos());
      }

      @Override
      public Runnable schedule(Duration delay, Runnable task) {
        waits.increment();
        skipped.addAndGet(delay.toNanos());
        task.run();
        return () -> {};
      }
    });
  }

  /** Sets the time of day forward or back, as an administrator may. */
  public void shift(Duration by) {
    shifted.addAndGet(by.toNanos());
  }

  /** The number of waits. */
  public long count() {
    return waits.sum();
  }
}
