package io.github.ckpt4j.client;

import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Turn;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A bounded number of permits, granted in the order of requests. Safe for use by many threads. */
final class Permits implements Turn {
  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private int free;

  Permits(int count) {
    this.free = count;
  }

  /**
   * A permit, now or later. Cancelling the future withdraws the request; once it completes, call
   * {@link #release}.
   */
  synchronized CompletableFuture<Void> request() {
    CompletableFuture<Void> grant = new CompletableFuture<>();
    if (free > 0) {
      free--;
      grant.complete(null);
    } else {
      waiting.add(grant);
    }
    return grant;
  }

  @Override
  public void acquire(Deadline deadline, CancellationScope scope) {
    CompletableFuture<Void> grant = request();
    if (grant.isDone()) {
      return;
    }
    boolean granted = false;
    try {
      scope.await(grant, deadline.left());
      granted = true;
    } finally {
      if (!granted) {
        giveUp(grant);
      }
    }
  }

  /** Gives back the permit, or the place in the queue for it. */
  void giveUp(CompletableFuture<Void> grant) {
    grant.cancel(false);
    if (!grant.isCancelled()) {
      release();
    }
  }

  @Override
  public void release() {
    // Outside the lock, as a grant may run code that was waiting for it.
    CompletableFuture<Void> next = poll();
    while (next != null && !next.complete(null)) {
      next = poll();
    }
  }

  private synchronized @Nullable CompletableFuture<Void> poll() {
    CompletableFuture<Void> next = waiting.poll();
    if (next == null) {
      free++;
    }
    return next;
  }
}
