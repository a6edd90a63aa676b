package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.MalformedCheckpoint;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts and other per-call options: for a whole client in its builder, for a few calls with
 * {@link CheckpointClient#with}. Immutable; each method that changes an option returns new options.
 */
public final class CallOptions {
  /** The most that fits into OkHttp's count of milliseconds. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofDays(24);

  /** Longer than anyone waits, but still countable in nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(3650);

  static final Duration SHORTEST = Duration.ofMillis(1);

  private static final CallOptions DEFAULTS = new CallOptions(new Draft());

  private final Duration connectTimeout;
  private final Duration attemptTimeout;
  private final Duration timeout;
  private final @Nullable Integer pageSize;
  private final Metrics metrics;
  private final boolean hardwareMetrics;
  private final boolean expiry;
  private final boolean onlyUsable;
  private final @Nullable Consumer<MalformedCheckpoint> lenient;
  private final Consumer<CheckpointException> onWarning;

  /**
   * When to request training metrics from a provider that reports them separately from checkpoints.
   */
  public enum Metrics {
    /** With every call except {@code latest} and {@code atStep}. */
    DEFAULT,
    /** With every call. */
    ALWAYS,
    /** Only with {@code best}, {@code top} and {@code compare}, which need them. */
    NEVER
  }

  private CallOptions(Draft from) {
    requireTime(from.connectTimeout, "connectTimeout", LONGEST_ATTEMPT);
    requireTime(from.attemptTimeout, "attemptTimeout", LONGEST_ATTEMPT);
    requireTime(from.timeout, "timeout", LONGEST);
    if (from.pageSize != null && from.pageSize < 1) {
      throw new IllegalArgumentException("pageSize must be at least 1, not " + from.pageSize);
    }
    connectTimeout = from.connectTimeout;
    attemptTimeout = from.attemptTimeout;
    timeout = from.timeout;
    pageSize = from.pageSize;
    metrics = from.metrics;
    hardwareMetrics = from.hardwareMetrics;
    expiry = from.expiry;
    onlyUsable = from.onlyUsable;
    lenient = from.lenient;
    onWarning = Objects.requireNonNull(from.onWarning, "onWarning");
  }

  /** The default options. */
  public static CallOptions defaults() {
    return DEFAULTS;
  }

  /** How long to wait for a connection; 10 s by default. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** How long one attempt may take, from connecting to the last byte; 60 s by default. */
  public Duration attemptTimeout() {
    return attemptTimeout;
  }

  /**
   * How long one call of the client may take, with all its pages, attempts and waits; 5 min by
   * default. In a stream, this is the limit for each page.
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * How many checkpoints to request at a time, where the provider pages. Null, the default, means
   * 100, or the provider's own default if it rejects that.
   */
  public @Nullable Integer pageSize() {
    return pageSize;
  }

  /** When to request training metrics; with all calls that return checkpoints by default. */
  public Metrics metrics() {
    return metrics;
  }

  /** Whether to join hardware metrics, such as GPU utilization; false by default. */
  public boolean hardwareMetrics() {
    return hardwareMetrics;
  }

  /**
   * Whether to look up the expiry of checkpoints that are listed without one; false by default.
   */
  public boolean expiry() {
    return expiry;
  }

  /** Whether to skip checkpoints that are not usable yet; false by default. */
  public boolean isOnlyUsable() {
    return onlyUsable;
  }

  /**
   * Receives checkpoints that cannot be read, while the others are returned. If null, the default,
   * a checkpoint that cannot be read is an error.
   */
  public @Nullable Consumer<MalformedCheckpoint> lenient() {
    return lenient;
  }

  /**
   * Receives failures that leave a result incomplete but do not fail the call; does nothing by
   * default.
   */
  public Consumer<CheckpointException> onWarning() {
    return onWarning;
  }

  /** Throws {@link IllegalArgumentException} for less than 1 ms or more than 24 days. */
  public CallOptions connectTimeout(Duration connectTimeout) {
    return with(draft -> draft.connectTimeout = connectTimeout);
  }

  /** Throws {@link IllegalArgumentException} for less than 1 ms or more than 24 days. */
  public CallOptions attemptTimeout(Duration attemptTimeout) {
    return with(draft -> draft.attemptTimeout = attemptTimeout);
  }

  /** Throws {@link IllegalArgumentException} for less than 1 ms or more than ten years. */
  public CallOptions timeout(Duration timeout) {
    return with(draft -> draft.timeout = timeout);
  }

  /** Throws {@link IllegalArgumentException} for less than 1. */
  public CallOptions pageSize(int pageSize) {
    return with(draft -> draft.pageSize = pageSize);
  }

  /**
   * Requests training metrics with every call, even with {@code latest} and {@code atStep}, which
   * do not need them.
   */
  public CallOptions withMetrics() {
    return with(draft -> draft.metrics = Metrics.ALWAYS);
  }

  /** Skips the requests for training and hardware metrics where they are not needed. */
  public CallOptions withoutMetrics() {
    return with(draft -> {
      draft.metrics = Metrics.NEVER;
      draft.hardwareMetrics = false;
    });
  }

  /** Also requests hardware metrics, where the provider has them (Baseten). */
  public CallOptions withHardwareMetrics() {
    return with(draft -> draft.hardwareMetrics = true);
  }

  /**
   * Looks up the expiry of checkpoints that are listed without one: the date that the provider
   * reports for the model (at OpenAI, one request a minute for all jobs), else the date that the
   * vendor has published for the base model. If the request fails, {@link #onWarning} receives the
   * failure.
   */
  public CallOptions withExpiry() {
    return with(draft -> draft.expiry = true);
  }

  /** Skips checkpoints that are not usable yet. */
  public CallOptions onlyUsable() {
    return with(draft -> draft.onlyUsable = true);
  }

  /**
   * Reports checkpoints that cannot be read to this handler instead of failing. It is called in the
   * reading thread; a watch calls it once for each such checkpoint.
   */
  public CallOptions lenient(Consumer<MalformedCheckpoint> lenient) {
    return with(draft -> draft.lenient = Objects.requireNonNull(lenient, "lenient"));
  }

  /**
   * Reports to this handler anything missing from a result that did not fail the call: metrics or
   * expiry dates that could not be read, in whole or in part, and jobs that no reference can name.
   * It is called in the reading thread.
   */
  public CallOptions onWarning(Consumer<CheckpointException> onWarning) {
    return with(draft -> draft.onWarning = onWarning);
  }

  static void requireTime(Duration duration, String name, Duration longest) {
    Objects.requireNonNull(duration, name);
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          name + " must be from 1 ms to " + longest.toDays() + " days, not " + duration);
    }
  }

  private CallOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.connectTimeout = connectTimeout;
    draft.attemptTimeout = attemptTimeout;
    draft.timeout = timeout;
    draft.pageSize = pageSize;
    draft.metrics = metrics;
    draft.hardwareMetrics = hardwareMetrics;
    draft.expiry = expiry;
    draft.onlyUsable = onlyUsable;
    draft.lenient = lenient;
    draft.onWarning = onWarning;
    change.accept(draft);
    return new CallOptions(draft);
  }

  /** The options before they are checked; its values are the defaults. */
  private static final class Draft {
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration attemptTimeout = Duration.ofSeconds(60);
    private Duration timeout = Duration.ofMinutes(5);
    private @Nullable Integer pageSize;
    private Metrics metrics = Metrics.DEFAULT;
    private boolean hardwareMetrics;
    private boolean expiry;
    private boolean onlyUsable;
    private @Nullable Consumer<MalformedCheckpoint> lenient;
    private Consumer<CheckpointException> onWarning = failure -> {};
  }
}
