package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.http.CancellationScope;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A call in another thread, as a future that completes even if the call never gets a thread. */
final class AsyncCall {
  private AsyncCall() {}

  /**
   * Starts the work. Completing the future in any way cancels the scope, and cancelling the scope
   * completes the future.
   *
   * @param scope the scope of the work
   * @param timeout how long the work may wait for a thread
   */
  static <T> CompletableFuture<T> start(
      Supplier<T> work, Tasks tasks, CancellationScope scope, Duration timeout) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Runnable cancelled = () -> future.completeExceptionally(scope.cancelled());
    scope.enter(cancelled);
    var unused = future.whenComplete((result, failure) -> {
      scope.leave(cancelled);
      scope.cancel();
    });
    CompletableFuture<Void> started = new CompletableFuture<>();
    if (future.isDone()) {
      return future;
    }
    if (!tasks.start(() -> run(work, started, future))) {
      future.completeExceptionally(
          CheckpointException.builder(Kind.CANCELLED, "the executor did not accept the call")
              .build());
    } else if (tasks.mayQueue()) {
      failUnlessStarted(started, future, timeout);
    }
    return future;
  }

  private static <T> void run(
      Supplier<T> work, CompletableFuture<Void> started, CompletableFuture<T> future) {
    started.complete(null);
    if (future.isDone()) {
      return;
    }
    try {
      future.complete(work.get());
    } catch (Throwable e) { // Of any kind: only the future's owner can handle it.
      future.completeExceptionally(e);
    }
  }

  private static void failUnlessStarted(
      CompletableFuture<Void> started, CompletableFuture<?> future, Duration timeout) {
    var unused = started
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((nothing, late) -> {
          if (late != null) {
            future.completeExceptionally(CheckpointException.builder(
                    Kind.TIMEOUT, "the executor had no thread for the call in time")
                .build());
          }
        });
    var unusedEnd = future.whenComplete((result, failure) -> started.complete(null));
  }
}
