package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The work of a watch between its waits: it requests the job, then its checkpoints, and finds the
 * new ones. For one thread at a time; it waits only for responses.
 */
final class WatchLoop {
  /** How many bad responses in a row are tolerated once the job has been seen. */
  private static final int MAX_BAD_RESPONSES = 3;

  /** How many more times to poll when the list may lag behind a job that has succeeded. */
  private static final int MAX_EXTRA_LOOKS = 3;

  /** How long after a job's end its list may lag behind. */
  private static final Duration SETTLED = Duration.ofMinutes(10);

  private final JobSource source;
  private final WatchOptions options;
  private final Duration callTimeout;
  private final CancellationScope scope;
  private final Time time;
  private final PollInterval interval;
  private final SeenCheckpoints seen;
  private final Queue<WatchEvent> ready = new ArrayDeque<>();

  /** The wait that the provider requested before the next poll. */
  private Duration retryAfter = Duration.ZERO;

  private @Nullable Deadline deadline;
  private @Nullable Job job;
  private int failures;
  private int extraLooks;
  private boolean complete;

  /** Whether the last list that was read to its end was sorted newest first. */
  private boolean newestFirst;

  private volatile @Nullable WatchEnd end;

  /** The source of a watch's job and checkpoints. */
  interface JobSource {
    Job job(Deadline deadline);

    /** Its checkpoints, up to the first page for which {@code last} is true. */
    List<Checkpoint> list(Deadline deadline, Predicate<Page> last);

    /** Whether the lists include all checkpoints of the job. */
    boolean listsAll();
  }

  /**
   * @param callTimeout how long one request for the job or its list may take
   * @param scope the scope of the source's requests
   */
  WatchLoop(
      JobSource source,
      WatchOptions options,
      Duration callTimeout,
      CancellationScope scope,
      Time time) {
    this.source = source;
    this.options = options;
    this.callTimeout = callTimeout;
    this.scope = scope;
    this.time = time;
    this.interval = new PollInterval(options.minInterval(), options.maxInterval());
    this.seen = new SeenCheckpoints(options.seen());
  }

  boolean hasEnded() {
    if (end == null && scope.isCancelled()) {
      finish(WatchEnd.Reason.CLOSED);
    }
    if (end == null && complete && ready.isEmpty()) {
      finish(WatchEnd.Reason.JOB_ENDED);
    }
    return end != null;
  }

  Optional<WatchEnd> end() {
    return Optional.ofNullable(end);
  }

  Set<String> seen() {
    return seen.ids();
  }

  /**
   * The next event, not removed before {@link #take}; null if a poll is needed to find one.
   */
  @Nullable
  WatchEvent peek() {
    return ready.peek();
  }

  /** Removes the next event; from now on it counts as reported. */
  WatchEvent take() {
    WatchEvent event = ready.remove();
    seen.report(event);
    if (options.until().isMet(event.checkpoint(), seen.count())) {
      finish(WatchEnd.Reason.CONDITION_MET);
    }
    return event;
  }

  /** How long to wait before the next poll; zero before the first. */
  Duration pause() {
    if (deadline == null) {
      return Duration.ZERO;
    }
    Duration longer = max(interval.next(time.random()), min(retryAfter, options.maxInterval()));
    retryAfter = Duration.ZERO;
    return min(longer, deadline.left());
  }

  /**
   * Polls once.
   *
   * @throws CheckpointException if the job can no longer be followed
   */
  void look() {
    if (deadline == null) {
      deadline = Deadline.in(options.timeout(), time);
    }
    if (deadline.left().compareTo(CallOptions.SHORTEST) < 0) {
      finish(WatchEnd.Reason.TIMEOUT);
      return;
    }
    try {
      // The job before its checkpoints: a list that is read after the end is complete.
      Job current = source.job(call(deadline));
      Look look = new Look(seen, mayStop(current));
      update(current, source.list(call(deadline), look), look);
    } catch (CheckpointException e) {
      survive(e, deadline);
    }
  }

  /**
   * The last list, after the job's end, is read completely: it may have checkpoints that were in no
   * list before.
   */
  private boolean mayStop(Job current) {
    return newestFirst && source.listsAll() && !current.hasEnded() && !seen.isAwaitingAny();
  }

  private Deadline call(Deadline whole) {
    return Deadline.in(min(callTimeout, whole.left()), time);
  }

  private void update(Job current, List<Checkpoint> listed, Look look) {
    ready.addAll(seen.compare(listed, !look.hasStopped()));
    newestFirst = look.hasStopped() || look.isNewestFirst();
    if (!ready.isEmpty() || job == null || job.state() != current.state()) {
      interval.reset();
    }
    complete = current.hasEnded() && !mayLag(current, listed);
    failures = 0;
    job = current;
  }

  /** Some servers list the last checkpoints, or list them as usable, only after the job's end. */
  private boolean mayLag(Job current, List<Checkpoint> listed) {
    if (current.state() != Job.State.SUCCEEDED
        || extraLooks >= MAX_EXTRA_LOOKS
        || isSettled(current.finishedAt())
        || (isWhole(listed) && !(endedJustNow() && ready.isEmpty() && !hasFinal(listed)))) {
      return false;
    }
    extraLooks++;
    interval.reset();
    return true;
  }

  private boolean isSettled(@Nullable Instant finishedAt) {
    return finishedAt != null && finishedAt.plus(SETTLED).isBefore(time.now());
  }

  private static boolean isWhole(List<Checkpoint> listed) {
    return !listed.isEmpty() && listed.stream().allMatch(Checkpoint::isUsable);
  }

  private static boolean hasFinal(List<Checkpoint> listed) {
    return listed.stream().anyMatch(each -> each.role() == Checkpoint.Role.FINAL);
  }

  private boolean endedJustNow() {
    return extraLooks > 0 || (job != null && !job.hasEnded());
  }

  private void survive(CheckpointException e, Deadline whole) {
    if (scope.isCancelled() || whole.left().isZero()) {
      return; // The next turn finds that the watch has ended, and why.
    }
    if (!isSurvived(e)) {
      throw e;
    }
    retryAfter = e.retryAfter() == null ? Duration.ZERO : e.retryAfter();
    options.onRetryableError().accept(e);
  }

  /**
   * A provider that advises against a retry, such as a gateway that has already retried, means an
   * immediate one; the next poll comes later. A job that was seen does not vanish: a single 404
   * comes from a replica that lags behind, and a few bad responses from a maintenance page.
   */
  private boolean isSurvived(CheckpointException e) {
    if (e.isTemporary() || (e.status() != null && e.kind().isTemporary())) {
      return true;
    }
    failures++;
    return job != null
        && ((e.kind() == Kind.NOT_FOUND && failures <= 1)
            || (e.kind() == Kind.BAD_RESPONSE && failures <= MAX_BAD_RESPONSES));
  }

  private void finish(WatchEnd.Reason reason) {
    end = new WatchEnd(reason, job);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
