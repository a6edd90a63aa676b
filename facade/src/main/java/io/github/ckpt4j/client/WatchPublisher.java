package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Hands a watch to one subscriber, as fast as it asks. */
final class WatchPublisher implements Flow.Publisher<Checkpoint> {
  private static final int BUFFER = 1;

  private final Watch watch;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  WatchPublisher(Watch watch) {
    this.watch = watch;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Checkpoint> subscriber) {
    // Signals run in the thread that submits or requests, so that a watch takes only one thread.
    SubmissionPublisher<Checkpoint> hub = new SubmissionPublisher<>(Runnable::run, BUFFER);
    hub.subscribe(new ClosingSubscriber(subscriber));
    if (!subscribed.compareAndSet(false, true)) {
      hub.closeExceptionally(new IllegalStateException("A watch has one subscriber"));
      return;
    }
    var unused =
        watch.forEachAsync(hub::submit).whenComplete((end, failure) -> close(hub, failure));
  }

  private static void close(SubmissionPublisher<Checkpoint> hub, @Nullable Throwable failure) {
    if (failure == null) {
      hub.close();
    } else {
      hub.closeExceptionally(failure);
    }
  }

  /** Closes the watch as soon as the subscription is cancelled, also while it waits. */
  private final class ClosingSubscriber implements Flow.Subscriber<Checkpoint> {
    private final Flow.Subscriber<? super Checkpoint> subscriber;

    ClosingSubscriber(Flow.Subscriber<? super Checkpoint> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(new Flow.Subscription() {
        @Override
        public void request(long count) {
          subscription.request(count);
        }

        @Override
        public void cancel() {
          subscription.cancel();
          watch.close();
        }
      });
    }

    @Override
    public void onNext(Checkpoint checkpoint) {
      subscriber.onNext(checkpoint);
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }
}
