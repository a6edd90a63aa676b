package io.github.ckpt4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whatever went wrong between a question about a job and its answer.
 *
 * <p>{@link #kind()} says what to do about it; the message says the same in words, and holds no
 * secret. Fields that the failure has nothing to say of are null.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String problem;
  private final @Nullable JobRef job;
  private final @Nullable Integer status;
  private final @Nullable String code;
  private final @Nullable String requestId;
  private final @Nullable Duration retryAfter;
  private final @Nullable Boolean retryAdvice;
  private final int attempts;

  private CheckpointException(Builder from) {
    super(from.sentence(), from.cause);
    kind = from.kind;
    problem = from.problem;
    job = from.job;
    status = from.status;
    code = from.code;
    requestId = from.requestId;
    retryAfter = from.retryAfter;
    retryAdvice = from.retryAdvice;
    attempts = from.attempts;
  }

  /** What kind of failure it is, which decides what to do next. */
  public enum Kind {
    INVALID_REQUEST(false, "correct the request"),
    UNAUTHENTICATED(false, "check the provider's API key"),
    PERMISSION_DENIED(false, "use a key that may read this job"),
    NOT_FOUND(false, "check the job's reference, and that the key belongs to its owner"),
    CONFLICT(true, "try again"),
    RATE_LIMITED(true, "try again later, or send fewer requests at once"),
    QUOTA_EXHAUSTED(false, "check the account's plan and billing; waiting does not help"),
    UNSUPPORTED(false, "this provider cannot do that"),
    SERVER_ERROR(true, "try again later"),
    NETWORK(true, "check the connection and the base URL"),
    TIMEOUT(true, "try again, or allow more time"),
    CANCELLED(false, "nothing: it was stopped from this side"),
    JOB_FAILED(false, "look at the job at its provider"),
    BAD_RESPONSE(false, "check the base URL; if it is right, report the provider's answer");

    private final boolean temporary;
    private final String advice;

    Kind(boolean temporary, String advice) {
      this.temporary = temporary;
      this.advice = advice;
    }

    /** Whether the same request may well succeed later. */
    public boolean isTemporary() {
      return temporary;
    }

    /** The kind of failure that an HTTP status (and the provider's code in the body) stands for. */
    public static Kind of(int status, @Nullable String code) {
      if ("insufficient_quota".equals(code)) {
        return QUOTA_EXHAUSTED;
      }
      return switch (status) {
        case 401, 407 -> UNAUTHENTICATED;
        case 402 -> QUOTA_EXHAUSTED;
        case 403 -> PERMISSION_DENIED;
        case 404, 410 -> NOT_FOUND;
        case 405, 501, 505 -> UNSUPPORTED;
        case 408 -> TIMEOUT;
        case 409 -> CONFLICT;
        case 429 -> RATE_LIMITED;
        default -> status >= 500 ? SERVER_ERROR : status >= 400 ? INVALID_REQUEST : BAD_RESPONSE;
      };
    }
  }

  /** Starts an exception; {@code problem} is what happened, as part of a sentence. */
  public static Builder builder(Kind kind, String problem) {
    return new Builder(kind, problem);
  }

  /** An exception that says the same and more. */
  public Builder toBuilder() {
    Builder copy = new Builder(kind, problem);
    copy.job = job;
    copy.status = status;
    copy.code = code;
    copy.requestId = requestId;
    copy.retryAfter = retryAfter;
    copy.retryAdvice = retryAdvice;
    copy.attempts = attempts;
    copy.cause = getCause();
    return copy;
  }

  /**
   * This exception with every text in it replaced by what {@code redact} makes of it. A cause that
   * would have to be changed is left out.
   */
  public CheckpointException redacted(UnaryOperator<String> redact) {
    Builder safe = new Builder(kind, redact.apply(problem));
    safe.job = job;
    safe.status = status;
    safe.code = code == null ? null : redact.apply(code);
    safe.requestId = requestId == null ? null : redact.apply(requestId);
    safe.retryAfter = retryAfter;
    safe.retryAdvice = retryAdvice;
    safe.attempts = attempts;
    safe.cause = isSafe(getCause(), redact) ? getCause() : null;
    return safe.build();
  }

  private static boolean isSafe(@Nullable Throwable thrown, UnaryOperator<String> redact) {
    if (thrown == null) {
      return true;
    }
    String text = String.valueOf(thrown.getMessage());
    return redact.apply(text).equals(text)
        && isSafe(thrown.getCause(), redact)
        && Stream.of(thrown.getSuppressed()).allMatch(each -> isSafe(each, redact));
  }

  public Kind kind() {
    return kind;
  }

  /** What happened, without the job, the numbers and the advice that the message adds. */
  public String detail() {
    return problem;
  }

  /** The job that was asked about; its provider is the one that failed. */
  public @Nullable JobRef job() {
    return job;
  }

  /** The HTTP status of the last answer; null if none came. */
  public @Nullable Integer status() {
    return status;
  }

  /** The provider's own code for the error, such as {@code fine_tune_not_found}. */
  public @Nullable String code() {
    return code;
  }

  /** The id that the provider's support can find the request by. */
  public @Nullable String requestId() {
    return requestId;
  }

  /** How long the provider asked to wait before the next attempt. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** How many times the request was sent; 0 if it never was, or if it is not about one request. */
  public int attempts() {
    return attempts;
  }

  /** Whether the same request may well succeed later; the provider's own word on it goes first. */
  public boolean isTemporary() {
    return retryAdvice == null ? kind.isTemporary() : retryAdvice;
  }

  /** Collects what is known of a failure; not safe for use by several threads. */
  public static final class Builder {
    private final Kind kind;
    private final String problem;
    private @Nullable JobRef job;
    private @Nullable Integer status;
    private @Nullable String code;
    private @Nullable String requestId;
    private @Nullable Duration retryAfter;
    private @Nullable Boolean retryAdvice;
    private @Nullable Throwable cause;
    private int attempts;

    private Builder(Kind kind, String problem) {
      this.kind = kind;
      this.problem = problem;
    }

    public Builder job(@Nullable JobRef job) {
      this.job = job;
      return this;
    }

    public Builder status(int status) {
      this.status = status;
      return this;
    }

    public Builder code(@Nullable String code) {
      this.code = code;
      return this;
    }

    public Builder requestId(@Nullable String requestId) {
      this.requestId = requestId;
      return this;
    }

    public Builder retryAfter(@Nullable Duration retryAfter) {
      this.retryAfter = retryAfter;
      return this;
    }

    /** What the provider says of trying again; null if nothing, then the kind decides. */
    public Builder retryAdvice(@Nullable Boolean retryAdvice) {
      this.retryAdvice = retryAdvice;
      return this;
    }

    public Builder attempts(int attempts) {
      this.attempts = attempts;
      return this;
    }

    public Builder cause(@Nullable Throwable cause) {
      this.cause = cause;
      return this;
    }

    public CheckpointException build() {
      return new CheckpointException(this);
    }

    private String sentence() {
      String facts = facts();
      return (job == null ? "" : job + ": ")
          + Text.oneLine(problem)
          + (facts.isEmpty() ? "" : " (" + facts + ")")
          + ". What to do: "
          + kind.advice
          + ".";
    }

    private String facts() {
      List<String> facts = new ArrayList<>();
      if (status != null) {
        facts.add("HTTP " + status);
      }
      if (code != null) {
        facts.add("code " + Text.oneLine(code));
      }
      if (requestId != null) {
        facts.add("request " + Text.oneLine(requestId));
      }
      if (attempts > 1) {
        facts.add(attempts + " attempts");
      }
      if (retryAfter != null) {
        facts.add("retry after " + retryAfter.toMillis() / 1000.0 + " s");
      }
      return String.join(", ", facts);
    }
  }
}
