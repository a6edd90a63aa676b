package io.github.ckpt4j.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Clocks, waits and randomness, so that tests can control them. */
public interface Time {
  /** The machine's clocks and randomness. */
  Time SYSTEM = new Time() {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public double random() {
      return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public void sleep(Duration duration, CountDownLatch awake) throws InterruptedException {
      awake.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
      return Timer.schedule(delay, task);
    }
  };

  /** A clock for durations, with an arbitrary origin. */
  long nanos();

  /** The wall clock, for dates that servers send. */
  Instant now();

  /** A number from 0 to 1, without 1. */
  double random();

  /** Returns after the duration, or as soon as the latch reaches zero. */
  void sleep(Duration duration, CountDownLatch awake) throws InterruptedException;

  /**
   * Runs a short task after the delay, without a thread that waits for it.
   *
   * @return cancels the task if it has not started
   */
  Runnable schedule(Duration delay, Runnable task);
}
