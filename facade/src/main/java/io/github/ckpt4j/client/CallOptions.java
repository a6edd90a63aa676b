package io.github.ckpt4j.client;

import io.github.ckpt4j.MalformedCheckpoint;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a client does what it is asked: for a whole client in its builder, for a few calls with {@link
 * CheckpointClient#with}.
 *
 * @param connectTimeout how long to wait for a connection; 10 s by default
 * @param attemptTimeout how long one attempt may take, from connecting to the last byte; 60 s by
 *     default
 * @param timeout how long one call of the client may take, with all its pages, attempts and waits;
 *     5 min by default. A stream has it anew for each page
 * @param pageSize how many checkpoints to ask for at a time, where the provider pages; null, the
 *     default, leaves it to the provider
 * @param joinMetrics whether to ask providers that report metrics apart from checkpoints (Together,
 *     Baseten) for them too, and to join them; a second request. False by default; {@code best} and
 *     {@code top} do so anyway
 * @param usableOnly whether to leave out checkpoints that are not saved in full yet; false by
 *     default
 * @param badCheckpoints is told of each checkpoint that cannot be read, and the others are returned;
 *     null, the default, makes a checkpoint that cannot be read an error. Called in the reading
 *     thread
 */
public record CallOptions(
    Duration connectTimeout,
    Duration attemptTimeout,
    Duration timeout,
    @Nullable Integer pageSize,
    boolean joinMetrics,
    boolean usableOnly,
    @Nullable Consumer<MalformedCheckpoint> badCheckpoints) {
  /** As much as fits into OkHttp's count of milliseconds. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofDays(24);

  /** Longer than anyone waits, and still countable in nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(3650);

  static final Duration SHORTEST = Duration.ofMillis(1);

  private static final CallOptions DEFAULTS = new CallOptions(
      Duration.ofSeconds(10),
      Duration.ofSeconds(60),
      Duration.ofMinutes(5),
      null,
      false,
      false,
      null);

  /**
   * Throws {@link IllegalArgumentException} for a page size less than 1, for a time less than 1 ms,
   * or for one more than 24 days, the whole call's more than ten years.
   */
  public CallOptions {
    requireTime(connectTimeout, "connectTimeout", LONGEST_ATTEMPT);
    requireTime(attemptTimeout, "attemptTimeout", LONGEST_ATTEMPT);
    requireTime(timeout, "timeout", LONGEST);
    if (pageSize != null && pageSize < 1) {
      throw new IllegalArgumentException("pageSize is at least 1, not " + pageSize);
    }
  }

  /** What a client does unless told otherwise. */
  public static CallOptions defaults() {
    return DEFAULTS;
  }

  public CallOptions connectTimeout(Duration connectTimeout) {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, joinMetrics, usableOnly, badCheckpoints);
  }

  public CallOptions attemptTimeout(Duration attemptTimeout) {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, joinMetrics, usableOnly, badCheckpoints);
  }

  public CallOptions timeout(Duration timeout) {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, joinMetrics, usableOnly, badCheckpoints);
  }

  public CallOptions pageSize(int pageSize) {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, joinMetrics, usableOnly, badCheckpoints);
  }

  /** With the metrics that the provider reports apart from its checkpoints. */
  public CallOptions withMetrics() {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, true, usableOnly, badCheckpoints);
  }

  /** Without checkpoints that are not saved in full yet. */
  public CallOptions onlyUsable() {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, joinMetrics, true, badCheckpoints);
  }

  /** Reports checkpoints that cannot be read here, instead of failing. */
  public CallOptions lenient(Consumer<MalformedCheckpoint> badCheckpoints) {
    return new CallOptions(
        connectTimeout, attemptTimeout, timeout, pageSize, joinMetrics, usableOnly, badCheckpoints);
  }

  static void requireTime(Duration duration, String name, Duration longest) {
    Objects.requireNonNull(duration, name);
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          name + " is a time from 1 ms to " + longest.toDays() + " days, not " + duration);
    }
  }
}
