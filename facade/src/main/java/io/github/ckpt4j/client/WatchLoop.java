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
 * The work of a watch between its waits: it looks at the job, then at its checkpoints, and finds
 * the
 * new ones. One thread at a time; it never waits except for a response.
 */
final class WatchLoop {
  /** How many bad responses in a row are survived once the job was seen. */
  private static final int MAX_BAD_RESPONSES = 3;

  /** How many more looks a list gets that may lag behind a job which has succeeded. */
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

  /** The wait that the provider requested before the next look. */
  private Duration retryAfter = Duration.ZERO;

  private @Nullable Deadline deadline;
  private @Nullable Job job;
  private int failures;
  private int extraLooks;
  private boolean complete;

  /** Whether the last list that was read to its end was sorted so. */
  private boolean newestFirst;

  private volatile @Nullable WatchEnd end;

  /** Where a watch looks. */
  interface JobSource {
    Job job(Deadline deadline);

    /** Its checkpoints, up to the page of which {@code last} is true. */
    List<Checkpoint> list(Deadline deadline, Predicate<Page> last);

    /** Whether lists have all checkpoints of the job. */
    boolean listsAll();
  }

  /**
   * @param callTimeout how long one request for the job or its list may take
   * @param scope that the source works in
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
   * The next event, which stays there until {@link #take}; null if a look is needed to find one.
   */
  @Nullable
  WatchEvent peek() {
    return ready.peek();
  }

  /** Removes the next event, which is reported now. */
  WatchEvent take() {
    WatchEvent event = ready.remove();
    seen.report(event);
    if (options.until().isMet(event.checkpoint(), seen.count())) {
      finish(WatchEnd.Reason.CONDITION_MET);
    }
    return event;
  }

  /** How long to wait before the next look; zero before the first. */
  Duration pause() {
    if (deadline == null) {
      return Duration.ZERO;
    }
    Duration longer = max(interval.next(time.random()), min(retryAfter, options.maxInterval()));
    retryAfter = Duration.ZERO;
    return min(longer, deadline.left());
  }

  /**
   * Looks once.
   *
   * @throws CheckpointException if the job cannot be followed any further
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
      // The job before its checkpoints: what is listed after the end is complete.
      Job current = source.job(call(deadline));
      Look look = new Look(seen, mayStop(current));
      update(current, source.list(call(deadline), look), look);
    } catch (CheckpointException e) {
      survive(e, deadline);
    }
  }

  /** The last list, after the job's end, is read whole: it may have what appeared in none before. */
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
   * A provider that advises against a retry, such as a gateway that has retried already, means at
   * once; the next look comes later. A job that was seen does not vanish: a single 404 is a replica
   * that lags behind, and a few bad responses are a maintenance page.
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
