package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Follows a job and reports each new checkpoint once, in step order, until the job ends, a
 * condition is met, the time is up or the watch is closed. A checkpoint that was not yet usable
 * when it was new is reported again once it is.
 *
 * <pre>{@code
 * try (Watch watch = client.watch(job, WatchOptions.defaults())) {
 *   for (WatchEvent event : watch) {
 *     System.out.println(event.type() + " " + event.checkpoint().step());
 *   }
 * }
 * }</pre>
 *
 * <p>A watch survives temporary failures, and once it has seen the job also a single 404 and up to
 * three responses in a row that cannot be read; it reports each to {@link
 * WatchOptions#onRetryableError}. Any other failure ends it as a {@link CheckpointException}. It
 * never waits longer than {@link WatchOptions#maxInterval} between two polls, whatever wait the
 * server requests. When a job has just succeeded and its list seems to lag behind, because it is
 * empty, has nothing new or has checkpoints that are not usable yet, the watch polls up to three
 * more times.
 *
 * <p>Read a watch once, in one of three ways: as an {@link Iterable} in the caller's thread, with
 * {@link #forEachAsync}, or as a {@link #publisher}. The latter two use a thread of the client's
 * executor during each poll, and none in between. {@link #close}, {@link #seen} and {@link #end}
 * may be called from any thread.
 */
public final class Watch implements Iterable<WatchEvent>, AutoCloseable {
  private final WatchLoop loop;
  private final Tasks tasks;
  private final Permits looks;
  private final CancellationScope scope;
  private final Time time;

  Watch(WatchLoop loop, Tasks tasks, Permits looks, CancellationScope scope, Time time) {
    this.loop = loop;
    this.tasks = tasks;
    this.looks = looks;
    this.scope = scope;
    this.time = time;
  }

  /**
   * Waits for the next event, as long as it takes; empty when the watch has ended.
   *
   * @throws CheckpointException if the job can no longer be followed, or the thread is interrupted
   */
  public Optional<WatchEvent> next() {
    return awaitEvent() ? Optional.of(loop.take()) : Optional.empty();
  }

  /**
   * Reads the watch in the calling thread, as {@link #next} does. All iterators share the watch's
   * position, and none loses an event.
   */
  @Override
  public Iterator<WatchEvent> iterator() {
    return new Iterator<>() {
      private boolean promised;

      @Override
      public boolean hasNext() {
        promised = awaitEvent();
        return promised;
      }

      @Override
      public WatchEvent next() {
        if (promised && loop.peek() != null) {
          promised = false; // The watch may have been closed since, but hasNext() returned true.
          return loop.take();
        }
        return Watch.this
            .next()
            .orElseThrow(() -> new NoSuchElementException("The watch has ended: " + end()));
      }
    };
  }

  /**
   * Reads the watch in threads of the client's executor.
   *
   * @param action receives each event, one at a time
   * @return why the watch ended, or the exception it ended with. Cancelling it closes the watch
   */
  public CompletableFuture<WatchEnd> forEachAsync(Consumer<? super WatchEvent> action) {
    CompletableFuture<WatchEnd> future = new CompletableFuture<>();
    pump(new ForEach(action, future));
    var unused = future.whenComplete((ended, failure) -> close());
    return future;
  }

  /**
   * The watch as a publisher for one subscriber, which is signaled in a thread of the client's
   * executor, no faster than it requests. Cancelling the subscription closes the watch; closing the
   * watch or its client completes the subscriber.
   */
  public Flow.Publisher<WatchEvent> publisher() {
    AtomicBoolean subscribed = new AtomicBoolean();
    return subscriber -> {
      if (subscribed.compareAndSet(false, true)) {
        pump(subscriber);
      } else {
        refuse(subscriber);
      }
    };
  }

  /** Why the watch ended; empty while it continues. */
  public Optional<WatchEnd> end() {
    return loop.end();
  }

  /**
   * The ids of the checkpoints that were reported, by this watch or an earlier one. To resume later
   * or elsewhere, pass them to {@link WatchOptions#seen}. A checkpoint that was not usable when it
   * was reported is not among them until it has been reported as ready, so that no event is lost.
   */
  public Set<String> seen() {
    return loop.seen();
  }

  /** Ends the watch at once; a thread that waits for its next event gets none. */
  @Override
  public void close() {
    scope.cancel();
  }

  private boolean awaitEvent() {
    while (!loop.hasEnded()) {
      if (loop.peek() != null) {
        return true;
      }
      pause();
      if (!loop.hasEnded()) {
        loop.look();
      }
    }
    return false;
  }

  private void pause() {
    Duration pause = loop.pause();
    if (!pause.isZero()) {
      scope.sleep(pause, time);
    }
  }

  private void pump(Flow.Subscriber<? super WatchEvent> subscriber) {
    new WatchPump(loop, tasks, looks, scope, time, subscriber).start();
  }

  private static void refuse(Flow.Subscriber<? super WatchEvent> subscriber) {
    subscriber.onSubscribe(new Flow.Subscription() {
      @Override
      public void request(long count) {}

      @Override
      public void cancel() {}
    });
    subscriber.onError(new IllegalStateException("A watch has one subscriber"));
  }

  /** Passes every event to an action, and the end to a future. */
  private final class ForEach implements Flow.Subscriber<WatchEvent> {
    private final Consumer<? super WatchEvent> action;
    private final CompletableFuture<WatchEnd> future;

    ForEach(Consumer<? super WatchEvent> action, CompletableFuture<WatchEnd> future) {
      this.action = action;
      this.future = future;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(WatchEvent event) {
      action.accept(event);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      future.complete(end().orElseThrow());
    }
  }
}
