package io.github.ckpt4j.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends calls whose thread is interrupted. Reading from a socket does not react to an interrupt, and
 * a thread for each call would cost more than the call itself; so one thread watches all of them.
 * It ends when no call has been in progress for a while.
 */
final class Interrupts {
  private static final long PERIOD_NANOS = 20_000_000;
  private static final int IDLE_PERIODS = 10;

  private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  private Interrupts() {}

  /** Watches the current thread until {@link Watched#leave}. */
  static Watched watch(Runnable end) {
    Watched watched = new Watched(Thread.currentThread(), end);
    WATCHED.add(watched);
    if (!RUNNING.get()) {
      start();
    }
    return watched;
  }

  /** A thread, and the action that ends its call. */
  static final class Watched {
    private final Thread thread;
    private final Runnable end;

    private Watched(Thread thread, Runnable end) {
      this.thread = thread;
      this.end = end;
    }

    void leave() {
      WATCHED.remove(this);
    }
  }

  private static void start() {
    if (RUNNING.compareAndSet(false, true)) {
      Thread thread = new Thread(Interrupts::run, "ckpt4j-interrupts");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void run() {
    int idle = 0;
    while (idle < IDLE_PERIODS) {
      LockSupport.parkNanos(PERIOD_NANOS);
      idle = WATCHED.isEmpty() ? idle + 1 : 0;
      for (Watched each : WATCHED) {
        if (each.thread.isInterrupted()) {
          each.end.run();
        }
      }
    }
    RUNNING.set(false);
    if (!WATCHED.isEmpty()) {
      start(); // One was added after the last check.
    }
  }
}
