package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a job and hands over each new checkpoint once, in the order of steps, until the job ends,
 * a condition is met, the time is over or it is closed.
 *
 * <pre>{@code
 * try (Watch watch = client.watch(job, WatchOptions.defaults())) {
 *   for (Checkpoint checkpoint : watch) {
 *     System.out.println(checkpoint.step());
 *   }
 * }
 * }</pre>
 *
 * <p>It looks at the job and then at its checkpoints, in this order, so that a checkpoint which
 * appears together with the job's end is not missed. A temporary failure is reported and survived;
 * any other ends the watch as a {@link CheckpointException}.
 *
 * <p>A watch is read once, in one of three ways: as an {@link Iterable} in the caller's thread, with
 * {@link #forEachAsync}, or as a {@link #publisher}; the latter two use one thread of the client's
 * executor. {@link #close} may be called from any thread.
 */
public final class Watch implements Iterable<Checkpoint>, AutoCloseable {
  private final JobRef ref;
  private final CheckpointClient client;
  private final WatchOptions options;
  private final CancellationScope scope;
  private final Time time;
  private final PollInterval interval;
  private final Set<String> seen;
  private final Queue<Checkpoint> ready = new ArrayDeque<>();

  /** How long the provider asked to wait before the next look. */
  private Duration asked = Duration.ZERO;

  private @Nullable Deadline deadline;
  private @Nullable Job job;
  private volatile @Nullable WatchEnd end;

  /**
   * @param client one whose work ends with {@code scope}
   */
  Watch(
      JobRef ref,
      CheckpointClient client,
      WatchOptions options,
      CancellationScope scope,
      Time time) {
    this.ref = ref;
    this.client = client;
    this.options = options;
    this.scope = scope;
    this.time = time;
    this.interval = new PollInterval(options.minInterval(), options.maxInterval());
    this.seen = new HashSet<>(options.seen());
  }

  /**
   * The next new checkpoint, waited for as long as need be; empty when the watch has ended.
   *
   * @throws CheckpointException if the job cannot be followed any further
   */
  public Optional<Checkpoint> next() {
    while (!hasEnded()) {
      Checkpoint checkpoint = ready.poll();
      if (checkpoint == null) {
        look();
      } else if (seen.add(checkpoint.id())) {
        stopIfMet(checkpoint);
        return Optional.of(checkpoint);
      }
    }
    return Optional.empty();
  }

  /** Reads the watch in the calling thread, as {@link #next} does. */
  @Override
  public Iterator<Checkpoint> iterator() {
    return new Iterator<>() {
      private Optional<Checkpoint> ahead = Optional.empty();

      @Override
      public boolean hasNext() {
        if (ahead.isEmpty()) {
          ahead = Watch.this.next();
        }
        return ahead.isPresent();
      }

      @Override
      public Checkpoint next() {
        if (!hasNext()) {
          throw new NoSuchElementException("The watch has ended: " + end);
        }
        Checkpoint checkpoint = ahead.orElseThrow();
        ahead = Optional.empty();
        return checkpoint;
      }
    };
  }

  /**
   * Reads the watch in a thread of the client's executor.
   *
   * @param action is told of each checkpoint, in that thread
   * @return why the watch ended, or the exception it ended with. Cancelling it closes the watch
   */
  public CompletableFuture<WatchEnd> forEachAsync(Consumer<? super Checkpoint> action) {
    CompletableFuture<WatchEnd> future = client.async(unused -> {
      forEach(action);
      return end().orElseThrow();
    });
    var unused = future.whenComplete((ended, failure) -> close());
    return future;
  }

  /**
   * The watch as a publisher for one subscriber, which is signalled in a thread of the client's
   * executor, or in the one that asks for more, and no faster than it asks. Cancelling the
   * subscription closes the watch.
   */
  public Flow.Publisher<Checkpoint> publisher() {
    return new WatchPublisher(this);
  }

  /** Why the watch ended; empty while it goes on. */
  public Optional<WatchEnd> end() {
    return Optional.ofNullable(end);
  }

  /**
   * The ids of all checkpoints handed over, and of those said to be seen at the start. To go on
   * later or elsewhere, give them to {@link WatchOptions#seen}. Not while another thread is reading.
   */
  public Set<String> seen() {
    return Set.copyOf(seen);
  }

  /** Ends the watch at once; whoever waits for the next checkpoint finds that there is none. */
  @Override
  public void close() {
    scope.cancel();
  }

  private boolean hasEnded() {
    if (end == null && scope.isCancelled()) {
      finish(WatchEnd.Reason.CLOSED);
    }
    if (end == null && ready.isEmpty() && job != null && job.hasEnded()) {
      finish(WatchEnd.Reason.JOB_ENDED);
    }
    return end != null;
  }

  private void stopIfMet(Checkpoint checkpoint) {
    if (options.until().isMet(checkpoint, seen.size())) {
      finish(WatchEnd.Reason.CONDITION_MET);
    }
  }

  private void look() {
    Deadline until = deadline;
    if (until == null) {
      until = Deadline.in(options.timeout(), time);
      deadline = until;
    } else {
      scope.sleep(atMost(until.left(), pause()), time);
    }
    Duration left = until.left();
    if (left.compareTo(CallOptions.SHORTEST) < 0) {
      finish(WatchEnd.Reason.TIMEOUT);
      return;
    }
    try {
      take(client.with(timed(left)));
    } catch (CheckpointException e) {
      handle(e, until);
    }
  }

  private Duration pause() {
    Duration pause = interval.next(time.random());
    Duration longer = pause.compareTo(asked) < 0 ? asked : pause;
    asked = Duration.ZERO;
    return longer;
  }

  /** The job before its checkpoints: what is listed after the end is complete. */
  private void take(CheckpointClient timed) {
    Job current = timed.job(ref);
    for (Checkpoint checkpoint : timed.list(ref)) {
      if (!seen.contains(checkpoint.id())) {
        ready.add(checkpoint);
      }
    }
    if (!ready.isEmpty() || job == null || job.state() != current.state()) {
      interval.reset();
    }
    job = current;
  }

  private void handle(CheckpointException e, Deadline until) {
    if (scope.isCancelled() || until.left().isZero()) {
      return; // The next turn finds that the watch has ended, and why.
    }
    if (!isSurvived(e)) {
      throw e;
    }
    asked = e.retryAfter() == null ? Duration.ZERO : e.retryAfter();
    options.onRetryableError().accept(e);
  }

  /**
   * A provider that advises against trying again, such as a gateway that has done so itself, means
   * at once; the next look comes later.
   */
  private static boolean isSurvived(CheckpointException e) {
    return e.isTemporary() || (e.status() != null && e.kind().isTemporary());
  }

  private void finish(WatchEnd.Reason reason) {
    end = new WatchEnd(reason, job);
  }

  private CallOptions timed(Duration left) {
    return client.options().timeout(atMost(left, client.options().timeout()));
  }

  private static Duration atMost(Duration most, Duration wanted) {
    return wanted.compareTo(most) < 0 ? wanted : most;
  }
}
