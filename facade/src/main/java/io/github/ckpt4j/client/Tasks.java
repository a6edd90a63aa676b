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
import org.jspecify.annotations.Nullable;

/**
 * Runs a client's asynchronous calls: one task for each call, which blocks.
 *
 * <p>The caller's executor may have few threads, a full queue, or none at all. So no task may
 * wait for another that could still be in the queue: a waiting thread runs it.
 */
final class Tasks {
  private static final String NAME = "ckpt4j-";
  private static final int IDLE_SECONDS = 2;

  private final boolean owned;

  /** Null until the first task, which many clients never have. */
  private @Nullable Executor executor;

  private boolean closed;

  private Tasks(@Nullable Executor executor) {
    this.executor = executor;
    this.owned = executor == null;
  }

  /** Tasks that run in the caller's executor. */
  static Tasks in(Executor executor) {
    return new Tasks(executor);
  }

  /** Tasks that run in a thread each: a virtual one where the JVM has them, else a daemon. */
  static Tasks inOwnThreads() {
    return new Tasks(null);
  }

  /** Starts a task, now or later; false if the executor does not accept it. */
  boolean start(Runnable task) {
    try {
      executor().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Whether a task that was accepted may wait in a queue. */
  boolean mayQueue() {
    return !owned;
  }

  synchronized void close() {
    closed = true;
    if (owned && executor != null) {
      ((ExecutorService) executor).shutdown();
    }
  }

  private synchronized Executor executor() {
    if (executor == null) {
      if (closed) {
        throw new RejectedExecutionException("The client is closed");
      }
      executor = threadPerTask();
    }
    return executor;
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
