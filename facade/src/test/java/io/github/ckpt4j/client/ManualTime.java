package io.github.ckpt4j.client;

import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when someone sleeps, and takes none of the test's own. */
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
      throw new AssertionError("Nobody ended the sleep of " + duration);
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

  /** What chance is from now on; 0 until then. */
  void setRandom(double value) {
    random = value;
  }

  /** From now on a sleep ends only when it is woken. */
  void sleepForever() {
    sleepsForever = true;
  }

  /** Waits until someone sleeps. */
  void awaitSleeper() throws InterruptedException {
    if (!asleep.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("Nobody went to sleep");
    }
  }

  /** Every sleep so far, in order. */
  List<Duration> sleeps() {
    return sleeps;
  }
}
