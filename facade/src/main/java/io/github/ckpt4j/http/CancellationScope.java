package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls and waits that end together: cancelling a scope ends those in progress in it and in the
 * scopes within it. A scope keeps no reference to ended work, so it need not be closed. Safe for
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
      throw cancelled();
    }
  }

  /** The error for work in this scope after it was cancelled. */
  public CheckpointException cancelled() {
    CancellationScope outermost = this;
    while (outermost.parent != null) {
      outermost = outermost.parent;
    }
    String reason = outermost.cancelled ? "the client is closed" : "the call was cancelled";
    return CheckpointException.builder(Kind.CANCELLED, reason).build();
  }

  /**
   * The result of a task that runs in another thread and ends with this scope.
   *
   * @param atMost how long to wait for it, in real time
   * @throws CheckpointException if the scope is cancelled, the thread is interrupted or the time is
   *     up; also the exception of a failed task
   */
  public <T> T await(Future<T> task, Duration atMost) {
    Runnable end = () -> task.cancel(false);
    enter(end);
    try {
      return task.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interruption(e);
    } catch (CancellationException e) {
      throw cancelled();
    } catch (TimeoutException e) {
      throw CheckpointException.builder(Kind.TIMEOUT, "the call timed out")
          .cause(e)
          .build();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      leave(end);
    }
  }

  /** The exception of a failed task, to be thrown unchanged. */
  private static RuntimeException unchecked(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
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
