package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.cli.print.Output;

/** The exit codes of the command. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_FOUND = 3;
  static final int NOT_AUTHORIZED = 4;
  static final int TIMED_OUT = 5;

  /** Something ends soon; {@code expiring} only. */
  static final int DUE = 6;

  /** A checkpoint is not good enough; {@code gate} only. */
  static final int NOT_GOOD_ENOUGH = 6;

  /** It cannot be decided whether a checkpoint is good enough; {@code gate} only. */
  static final int UNDECIDABLE = 7;

  private ExitCode() {}

  /** The exit code for a failure. */
  static int of(Throwable failure) {
    if (failure instanceof CheckpointException e) {
      return switch (e.kind()) {
        case NOT_FOUND -> NOT_FOUND;
        case UNAUTHENTICATED, PERMISSION_DENIED -> NOT_AUTHORIZED;
        case TIMEOUT -> TIMED_OUT;
        case INVALID_REQUEST -> e.status() == null ? USAGE : FAILED; // refused before it was sent
        case CONFLICT,
            RATE_LIMITED,
            QUOTA_EXHAUSTED,
            UNSUPPORTED,
            SERVER_ERROR,
            NETWORK,
            CANCELLED,
            JOB_FAILED,
            BAD_RESPONSE,
            STORAGE -> FAILED;
      };
    }
    if (failure instanceof NotFoundException) {
      return NOT_FOUND;
    }
    if (failure instanceof Output.ClosedException) {
      return DONE; // The reader closed the pipe.
    }
    return failure instanceof IllegalArgumentException ? USAGE : FAILED;
  }
}
