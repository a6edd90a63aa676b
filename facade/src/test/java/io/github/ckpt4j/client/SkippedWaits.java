package io.github.ckpt4j.client;

import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The machine's time, except that a wait between two attempts takes none: the clock is put forward
 * instead. What a socket takes is real.
 */
public final class SkippedWaits {
  private final AtomicLong skipped = new AtomicLong();
  private final LongAdder waits = new LongAdder();

  /** Lets a client have this time. */
  public ClientBuilder in(ClientBuilder client) {
    return client.time(new Time() {
      @Override
      public long nanos() {
        return System.nanoTime() + skipped.get();
      }

      @Override
      public Instant now() {
        return Instant.now().plusNanos(skipped.get());
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

  /** How many waits there were. */
  public long count() {
    return waits.sum();
  }
}
