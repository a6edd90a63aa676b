package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Calls and waits that end together: cancelling a scope ends those in progress in it and in the
 * scopes within it. A scope keeps no reference to what has ended, so it need not be closed. Safe for
 * use by several threads.
 */
public final class CancellationScope {
  private final @Nullable CancellationScope parent;
  private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  public CancellationScope() {
    this(null);
  }

  private CancellationScope(@Nullable CancellationScope parent) {
    this.parent = parent;
  }

  /** A scope that ends with this one, or earlier. */
  public CancellationScope child() {
    return new CancellationScope(this);
  }

  public void cancel() {
    cancelled = true;
    underWay.forEach(Runnable::run);
  }

  public boolean isCancelled() {
    return cancelled || (parent != null && parent.isCancelled());
  }

  /** Runs {@code end} if the scope is cancelled before {@link #leave} is called with it. */
  public void enter(Runnable end) {
    for (CancellationScope scope = this; scope != null; scope = scope.parent) {
      scope.underWay.add(end);
    }
    if (isCancelled()) {
      end.run();
    }
  }

  public void leave(Runnable end) {
    for (CancellationScope scope = this; scope != null; scope = scope.parent) {
      scope.underWay.remove(end);
    }
  }

  /**
   * Waits for the duration, or until the scope is cancelled.
   *
   * @throws CheckpointException as soon as the thread is interrupted
   */
  public void sleep(Duration duration, Time time) {
    CountDownLatch awake = new CountDownLatch(1);
    Runnable end = awake::countDown;
    enter(end);
    try {
      time.sleep(duration, awake);
    } catch (InterruptedException e) {
      throw interruption(e);
    } finally {
      leave(end);
    }
  }

  public void throwIfCancelled() {
    if (isCancelled()) {
      throw cancellation(null);
    }
  }

  /**
   * The result of a task. Its failure is thrown as it is, unless it is checked or an error.
   *
   * @param what the task, as the start of a sentence
   */
  public static <T> T result(Future<T> task, String what) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      throw interruption(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(what + " failed", e.getCause());
    }
  }

  /** The error for work that was interrupted; keeps the thread's interrupted status. */
  public static CheckpointException interruption(InterruptedException e) {
    Thread.currentThread().interrupt();
    return cancellation(e);
  }

  public static CheckpointException cancellation(@Nullable Throwable cause) {
    return CheckpointException.builder(Kind.CANCELLED, "the call was cancelled")
        .cause(cause)
        .build();
  }
}
