package io.github.ckpt4j.client;

import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when someone sleeps, without real waiting. */
class ManualTime implements Time {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private final CountDownLatch asleep = new CountDownLatch(1);
  private volatile boolean sleepsForever;
  private volatile double random;

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return NOW.plusNanos(nanos.get());
  }

  @Override
  public double random() {
    return random;
  }

  @Override
  public void sleep(Duration duration, CountDownLatch awake) throws InterruptedException {
    sleeps.add(duration);
    asleep.countDown();
    if (!sleepsForever) {
      advance(duration);
    } else if (!awake.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("Sleep not ended: " + duration);
    }
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    sleeps.add(delay);
    asleep.countDown();
    if (!sleepsForever) {
      advance(delay);
      task.run();
    }
    return () -> {};
  }

  void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /** Sets the random number to return from now on; it is 0 by default. */
  void setRandom(double value) {
    random = value;
  }

  /** Makes every sleep last until it is interrupted or woken. */
  void sleepForever() {
    sleepsForever = true;
  }

  /** Waits until a thread sleeps. */
  void awaitSleeper() throws InterruptedException {
    if (!asleep.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("No thread went to sleep");
    }
  }

  /** All sleeps so far, in order. */
  List<Duration> sleeps() {
    return sleeps;
  }
}
