package io.github.ckpt4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a request to a provider fails.
 *
 * <p>{@link #kind()} classifies the failure for programs. The message explains it to people: the
 * job, the {@link #detail}, the facts, and a hint where one helps. It never contains a credential.
 * Unknown facts are null. Immutable.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Long enough for every message of this library, and for the reasons most servers send. */
  private static final int LONGEST_DETAIL = 500;

  private final Kind kind;
  private final String detail;
  private final @Nullable String hint;
  private final @Nullable JobRef job;
  private final @Nullable Integer status;
  private final @Nullable String code;
  private final @Nullable String requestId;
  private final @Nullable Duration retryAfter;
  private final boolean temporary;
  private final int attempts;

  private CheckpointException(Builder from) {
    super(from.message(), from.cause);
    kind = from.kind;
    detail = from.detail;
    hint = from.hint;
    job = from.job;
    status = from.status;
    code = from.code;
    requestId = from.requestId;
    retryAfter = from.retryAfter;
    temporary = from.temporary;
    attempts = from.attempts;
  }

  /** The class of a failure. */
  public enum Kind {
    /** The request is invalid: it was not sent, or the provider rejected it. */
    INVALID_REQUEST(false),
    /** A credential is missing or was rejected. */
    UNAUTHENTICATED(false),
    /** The credential is valid but does not permit this. */
    PERMISSION_DENIED(false),
    /** The provider has no such job. */
    NOT_FOUND(false),
    /** Another operation on the job is in progress. */
    CONFLICT(true),
    /** Too many requests in a short time. */
    RATE_LIMITED(true),
    /** The account's quota or budget is used up, or its billing is inactive. */
    QUOTA_EXHAUSTED(false),
    /** The provider cannot do this. */
    UNSUPPORTED(false),
    /** The provider failed. */
    SERVER_ERROR(true),
    /** No response arrived, or not all of it. */
    NETWORK(true),
    /** The time allowed for the request or the call has passed. */
    TIMEOUT(true),
    /** The caller cancelled the call, interrupted its thread, or closed the client. */
    CANCELLED(false),
    /** The job itself failed or was cancelled. */
    JOB_FAILED(false),
    /** The response is not what was requested. */
    BAD_RESPONSE(false),
    /** This machine cannot save files: its disk is full or not writable. */
    STORAGE(false);

    private final boolean temporary;

    Kind(boolean temporary) {
      this.temporary = temporary;
    }

    /**
     * Whether the same request is likely to succeed later, unless more is known about the failure.
     */
    public boolean isTemporary() {
      return temporary;
    }
  }

  /** A builder for an exception; {@code detail} is the reason, as part of a sentence. */
  public static Builder builder(Kind kind, String detail) {
    return new Builder(kind, detail);
  }

  /** A builder that starts with everything in this exception. */
  public Builder toBuilder() {
    return new Builder(kind, detail)
        .hint(hint)
        .job(job)
        .status(status)
        .code(code)
        .requestId(requestId)
        .retryAfter(retryAfter)
        .temporary(temporary)
        .attempts(attempts)
        .cause(getCause());
  }

  public Kind kind() {
    return kind;
  }

  /**
   * The reason alone, without the job, the facts and the hint that the message adds; never
   * shortened.
   */
  public String detail() {
    return detail;
  }

  /** How to fix it, where that is not obvious from the reason. */
  public @Nullable String hint() {
    return hint;
  }

  /** The job that the request was about. */
  public @Nullable JobRef job() {
    return job;
  }

  /** The HTTP status of the last response; null if none arrived. */
  public @Nullable Integer status() {
    return status;
  }

  /** The provider's own code for the error, such as {@code fine_tune_not_found}. */
  public @Nullable String code() {
    return code;
  }

  /** The id by which the provider's support team can find the request. */
  public @Nullable String requestId() {
    return requestId;
  }

  /** The time that the provider wants clients to wait before the next attempt. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /**
   * How many times the request was sent; 0 if it never was, or if the failure is not about a single
   * request.
   */
  public int attempts() {
    return attempts;
  }

  /**
   * Whether the same request is likely to succeed later, given everything known about the failure.
   */
  public boolean isTemporary() {
    return temporary;
  }

  /** Collects the facts about a failure. Not safe for use by several threads. */
  public static final class Builder {
    private final Kind kind;
    private final String detail;
    private @Nullable String hint;
    private @Nullable JobRef job;
    private @Nullable Integer status;
    private @Nullable String code;
    private @Nullable String requestId;
    private @Nullable Duration retryAfter;
    private @Nullable Throwable cause;
    private boolean temporary;
    private int attempts;

    private Builder(Kind kind, String detail) {
      this.kind = kind;
      this.detail = detail;
      this.temporary = kind.isTemporary();
    }

    /** How to fix it, as part of a sentence; null, the default, where the reason is enough. */
    public Builder hint(@Nullable String hint) {
      this.hint = hint;
      return this;
    }

    public Builder job(@Nullable JobRef job) {
      this.job = job;
      return this;
    }

    public Builder status(@Nullable Integer status) {
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

    /** Overrides {@link Kind#isTemporary} where more is known. */
    public Builder temporary(boolean temporary) {
      this.temporary = temporary;
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

    private String message() {
      String facts = facts();
      return (job == null ? "" : job + ": ")
          + Text.oneLine(detail, LONGEST_DETAIL)
          + (facts.isEmpty() ? "" : " (" + facts + ")")
          + (hint == null ? "" : ". Hint: " + Text.oneLine(hint, LONGEST_DETAIL));
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
