package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Options for watching a job. Immutable; each method that changes an option returns new options. No
 * option may be null.
 */
public final class WatchOptions {
  private static final WatchOptions DEFAULTS = new WatchOptions(new Draft());

  private final StopCondition until;
  private final Duration timeout;
  private final Duration minInterval;
  private final Duration maxInterval;
  private final Set<String> seen;
  private final Consumer<CheckpointException> onRetryableError;

  private WatchOptions(Draft from) {
    CallOptions.requireTime(from.timeout, "timeout", CallOptions.LONGEST);
    CallOptions.requireTime(from.minInterval, "minInterval", CallOptions.LONGEST);
    CallOptions.requireTime(from.maxInterval, "maxInterval", CallOptions.LONGEST);
    if (from.maxInterval.compareTo(from.minInterval) < 0) {
      throw new IllegalArgumentException("maxInterval must be at least minInterval, "
          + from.minInterval + ", not " + from.maxInterval);
    }
    until = Objects.requireNonNull(from.until, "until");
    timeout = from.timeout;
    minInterval = from.minInterval;
    maxInterval = from.maxInterval;
    seen = Set.copyOf(from.seen);
    onRetryableError = Objects.requireNonNull(from.onRetryableError, "onRetryableError");
  }

  /** Watches until the job ends. */
  public static WatchOptions defaults() {
    return DEFAULTS;
  }

  /** When to stop before the job ends; never by default. */
  public StopCondition until() {
    return until;
  }

  /** The longest time to watch, from the first request on; 24 h by default. */
  public Duration timeout() {
    return timeout;
  }

  /** How long to wait between two polls while checkpoints appear; 2 s by default. */
  public Duration minInterval() {
    return minInterval;
  }

  /**
   * How long that wait may grow while nothing happens, even if the server requests more; 30 s by
   * default. Each wait is shortened by up to 25 % jitter.
   */
  public Duration maxInterval() {
    return maxInterval;
  }

  /** The ids of checkpoints not to report, as {@link Watch#seen} returned them; none by default. */
  public Set<String> seen() {
    return seen;
  }

  /**
   * Receives each failure that does not end the watch; does nothing by default. Called in the
   * watching thread.
   */
  public Consumer<CheckpointException> onRetryableError() {
    return onRetryableError;
  }

  public WatchOptions until(StopCondition until) {
    return with(draft -> draft.until = until);
  }

  /** Throws {@link IllegalArgumentException} for a time less than 1 ms or more than ten years. */
  public WatchOptions timeout(Duration timeout) {
    return with(draft -> draft.timeout = timeout);
  }

  /**
   * Throws {@link IllegalArgumentException} for a time less than 1 ms or more than ten years, or if
   * the maximum is less than the minimum.
   */
  public WatchOptions interval(Duration minInterval, Duration maxInterval) {
    return with(draft -> {
      draft.minInterval = minInterval;
      draft.maxInterval = maxInterval;
    });
  }

  public WatchOptions seen(Collection<String> seen) {
    return with(draft -> draft.seen = Set.copyOf(seen));
  }

  public WatchOptions onRetryableError(Consumer<CheckpointException> onRetryableError) {
    return with(draft -> draft.onRetryableError = onRetryableError);
  }

  private WatchOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.until = until;
    draft.timeout = timeout;
    draft.minInterval = minInterval;
    draft.maxInterval = maxInterval;
    draft.seen = seen;
    draft.onRetryableError = onRetryableError;
    change.accept(draft);
    return new WatchOptions(draft);
  }

  /** The options before they are checked; its values are the defaults. */
  private static final class Draft {
    private StopCondition until = StopCondition.never();
    private Duration timeout = Duration.ofHours(24);
    private Duration minInterval = Duration.ofSeconds(2);
    private Duration maxInterval = Duration.ofSeconds(30);
    private Set<String> seen = Set.of();
    private Consumer<CheckpointException> onRetryableError = failure -> {};
  }
}
