package io.github.ckpt4j.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a client's asynchronous calls, each in one blocking task.
 *
 * <p>The caller's executor may have few threads, a full queue, or no queue. So no task may wait for
 * another that could still be in the queue; instead the waiting thread runs it.
 */
final class Tasks {
  private static final String NAME = "ckpt4j-";
  private static final int IDLE_SECONDS = 2;

  private final Executor executor;
  private final boolean owned;

  private Tasks(Executor executor, boolean owned) {
    this.executor = executor;
    this.owned = owned;
  }

  /** Tasks that run in the caller's executor. */
  static Tasks in(Executor executor) {
    return new Tasks(executor, false);
  }

  /**
   * Tasks that each run in their own thread: a virtual one where the JVM has them, else a daemon.
   */
  static Tasks inOwnThreads() {
    return new Tasks(threadPerTask(), true);
  }

  /** Starts a task, now or later; false if the executor does not accept it. */
  boolean start(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Whether a task that was accepted may wait in a queue. */
  boolean mayQueue() {
    return !owned;
  }

  void close() {
    if (owned) {
      ((ExecutorService) executor).shutdown();
    }
  }

  private static ExecutorService threadPerTask() {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      type.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
      Object factory = type.getMethod("factory").invoke(builder);
      return (ExecutorService) Executors.class
          .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
          .invoke(null, factory);
    } catch (ReflectiveOperationException e) {
      return daemons(); // Java 17 has no virtual threads.
    }
  }

  private static ExecutorService daemons() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
          Thread thread = new Thread(task, NAME + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
