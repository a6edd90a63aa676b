package io.github.ckpt4j.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's time, except that a wait between two attempts takes none: the clock is put forward
 * instead. What a socket takes is real.
 */
public final class SkippedWaits {
  private final AtomicLong skipped = new AtomicLong();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();

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
        waits.add(duration);
        skipped.addAndGet(duration.toNanos());
      }
    });
  }

  /** All waits so far, in order. */
  public List<Duration> waits() {
    return waits;
  }
}
