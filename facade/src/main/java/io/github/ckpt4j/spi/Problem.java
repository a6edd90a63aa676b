package io.github.ckpt4j.spi;

import io.github.ckpt4j.CheckpointException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The explanation in an error response. A value that the response does not contain is null; the
 * client then falls back on the HTTP status. Immutable.
 */
public final class Problem {
  private static final Problem EMPTY = new Problem(null, null, null, null, null, null);

  private final @Nullable String reason;
  private final @Nullable String code;
  private final @Nullable String requestId;
  private final @Nullable Kind kind;
  private final @Nullable Boolean temporary;
  private final @Nullable Duration retryAfter;

  private Problem(
      @Nullable String reason,
      @Nullable String code,
      @Nullable String requestId,
      @Nullable Kind kind,
      @Nullable Boolean temporary,
      @Nullable Duration retryAfter) {
    this.reason = reason;
    this.code = code;
    this.requestId = requestId;
    this.kind = kind;
    this.temporary = temporary;
    this.retryAfter = retryAfter;
  }

  /** Reads the error formats that most servers use, and their common headers. */
  public static Problem of(ErrorResponse response) {
    return new ProblemReader(response).read();
  }

  static Problem empty() {
    return EMPTY;
  }

  /** The server's reason, in its own words. */
  public @Nullable String reason() {
    return reason;
  }

  /** The server's code for the error. */
  public @Nullable String code() {
    return code;
  }

  /** The id by which the provider's support team can find the request. */
  public @Nullable String requestId() {
    return requestId;
  }

  /** The kind of failure, if the response is more specific than its status. */
  public @Nullable Kind kind() {
    return kind;
  }

  /** Whether the server advises for or against a retry. */
  public @Nullable Boolean temporary() {
    return temporary;
  }

  /** The wait that the body requests; waits in headers are read elsewhere. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  public Problem withReason(@Nullable String newReason) {
    return new Problem(newReason, code, requestId, kind, temporary, retryAfter);
  }

  public Problem withCode(@Nullable String newCode) {
    return new Problem(reason, newCode, requestId, kind, temporary, retryAfter);
  }

  public Problem withRequestId(@Nullable String newRequestId) {
    return new Problem(reason, code, newRequestId, kind, temporary, retryAfter);
  }

  public Problem withKind(@Nullable Kind newKind) {
    return new Problem(reason, code, requestId, newKind, temporary, retryAfter);
  }

  public Problem withTemporary(@Nullable Boolean newTemporary) {
    return new Problem(reason, code, requestId, kind, newTemporary, retryAfter);
  }

  public Problem withRetryAfter(@Nullable Duration newRetryAfter) {
    return new Problem(reason, code, requestId, kind, temporary, newRetryAfter);
  }

  @Override
  public String toString() {
    return "Problem[reason=" + reason + ", code=" + code + ", requestId=" + requestId + ", kind="
        + kind + ", temporary=" + temporary + ", retryAfter=" + retryAfter + "]";
  }
}
