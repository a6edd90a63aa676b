package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs a watch for a subscriber, no faster than it requests, and without a thread while idle. A
 * task is started only to poll, with a permit, or to deliver, so that the client's limit on
 * concurrent polls applies.
 */
final class WatchPump implements Flow.Subscription {
  private final WatchLoop loop;
  private final Tasks tasks;
  private final Permits looks;
  private final CancellationScope scope;
  private final Time time;
  private final Flow.Subscriber<? super WatchEvent> subscriber;

  private final AtomicLong demand = new AtomicLong();

  /** How many reasons for a turn arose since the last one; only one turn runs at a time. */
  private final AtomicInteger signals = new AtomicInteger(1);

  private final Runnable onClose = this::close;
  private volatile @Nullable FutureTask<?> turn;
  private volatile @Nullable Throwable failure;
  private volatile boolean cancelled;
  private volatile Next next = Next.PAUSE;
  private Runnable cancelTimer = () -> {};
  private @Nullable CompletableFuture<Void> permit;
  private boolean done;

  /** The step before the next poll. */
  private enum Next {
    PAUSE,
    PAUSING,
    PERMIT,
    WAITING_FOR_PERMIT,
    LOOK
  }

  /**
   * @param looks permits for the polls of all watches at this provider
   * @param scope the scope of the watch
   */
  WatchPump(
      WatchLoop loop,
      Tasks tasks,
      Permits looks,
      CancellationScope scope,
      Time time,
      Flow.Subscriber<? super WatchEvent> subscriber) {
    this.loop = loop;
    this.tasks = tasks;
    this.looks = looks;
    this.scope = scope;
    this.time = time;
    this.subscriber = subscriber;
  }

  void start() {
    subscriber.onSubscribe(this);
    scope.enter(onClose);
    run(false);
  }

  @Override
  public void request(long count) {
    if (count <= 0) {
      failure =
          new IllegalArgumentException("A subscriber must request at least 1 event, not " + count);
    } else {
      demand.accumulateAndGet(count, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
    }
    signal();
  }

  @Override
  public void cancel() {
    cancelled = true;
    scope.cancel();
  }

  /** Ends the watch in this thread, unless a turn is running, which then ends it. */
  private void close() {
    signal();
    FutureTask<?> queued = turn;
    if (queued != null) {
      queued.run();
    }
  }

  private void signal() {
    if (signals.getAndIncrement() == 0) {
      run(false);
    }
  }

  private void submit() {
    FutureTask<?> task = new FutureTask<>(() -> run(true), null);
    turn = task;
    if (scope.isCancelled()) {
      task.run();
    } else if (!tasks.start(task)) {
      failure = CheckpointException.builder(
              Kind.CANCELLED, "the executor did not accept the next poll")
          .build();
      task.run();
    }
  }

  /**
   * Runs a turn, or its first part.
   *
   * @param inTask whether this is a thread of the executor
   */
  private void run(boolean inTask) {
    int seen = signals.get();
    while (seen > 0) {
      if (!advance(inTask)) {
        submit();
        return;
      }
      seen = signals.addAndGet(-seen);
    }
  }

  /** Proceeds as far as possible; false if only a task can go further. */
  private boolean advance(boolean inTask) {
    try {
      boolean goesOn = true;
      while (goesOn && !done) {
        if (!inTask && needsTask()) {
          return false;
        }
        goesOn = step();
      }
    } catch (Throwable e) { // Of any kind: only the subscriber can handle it.
      finish(e);
    }
    return true;
  }

  /** Whether the next step waits for a response or runs code of the subscriber. */
  private boolean needsTask() {
    return failure != null
        || loop.hasEnded()
        || (demand.get() > 0 && (loop.peek() != null || next == Next.LOOK));
  }

  private boolean step() {
    if (failure != null) {
      finish(failure);
    } else if (cancelled || loop.hasEnded()) {
      finish(null);
    } else if (demand.get() == 0) {
      return false;
    } else if (loop.peek() != null) {
      deliver();
    } else {
      return prepareLook();
    }
    return true;
  }

  private void deliver() {
    demand.getAndUpdate(now -> now == Long.MAX_VALUE ? now : now - 1);
    subscriber.onNext(loop.take());
  }

  /** Proceeds towards the next poll; false if it has to wait for something. */
  private boolean prepareLook() {
    switch (next) {
      case PAUSE -> pause();
      case PERMIT -> requestPermit();
      case LOOK -> look();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void pause() {
    Duration pause = loop.pause();
    if (pause.isZero()) {
      next = Next.PERMIT;
    } else {
      next = Next.PAUSING;
      cancelTimer = time.schedule(pause, () -> goOn(Next.PERMIT));
    }
  }

  private void requestPermit() {
    next = Next.WAITING_FOR_PERMIT;
    CompletableFuture<Void> requested = looks.request();
    permit = requested;
    var unused = requested.thenRun(() -> goOn(Next.LOOK));
  }

  private void look() {
    next = Next.PAUSE;
    try {
      loop.look();
    } finally {
      returnPermit();
    }
  }

  private void goOn(Next to) {
    next = to;
    signal();
  }

  private void returnPermit() {
    CompletableFuture<Void> held = permit;
    permit = null;
    if (held != null) {
      looks.giveUp(held);
    }
  }

  private void finish(@Nullable Throwable reason) {
    if (done) {
      return;
    }
    done = true;
    scope.leave(onClose);
    cancelTimer.run();
    returnPermit();
    scope.cancel();
    if (reason != null) {
      subscriber.onError(reason);
    } else if (!cancelled) {
      subscriber.onComplete();
    }
  }
}
