package io.github.ckpt4j.spring;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * The response to a web request that failed at a provider. It contains no secret: a {@code
 * CheckpointException} has none, and details of a problem with this server's own credentials are
 * omitted.
 */
@RestControllerAdvice
final class CheckpointProblems {

  @ExceptionHandler
  ResponseEntity<ProblemDetail> problem(CheckpointException failure) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(status(failure.kind()), detail(failure));
    problem.setProperty("kind", failure.kind().name().toLowerCase(Locale.ROOT));
    if (failure.job() != null) {
      problem.setProperty("job", failure.job().toString());
    }
    if (failure.requestId() != null) {
      problem.setProperty("requestId", failure.requestId());
    }
    ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
    Duration wait = failure.retryAfter();
    if (wait != null) {
      response.header(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, wait.toSeconds())));
    }
    return response.body(problem);
  }

  /** A visitor must not learn how this server is configured, or that a key could be tried on it. */
  private static String detail(CheckpointException failure) {
    return failure.kind() == Kind.UNAUTHENTICATED
        ? "the provider does not accept the credentials of this server"
        : failure.detail();
  }

  /** A failure of this server's own account at the provider is not the visitor's fault. */
  private static HttpStatus status(Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST -> HttpStatus.BAD_REQUEST;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case CONFLICT, JOB_FAILED -> HttpStatus.CONFLICT;
      case UNSUPPORTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAUTHENTICATED, SERVER_ERROR, NETWORK, BAD_RESPONSE -> HttpStatus.BAD_GATEWAY;
      case RATE_LIMITED, QUOTA_EXHAUSTED, CANCELLED -> HttpStatus.SERVICE_UNAVAILABLE;
      case TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
      case STORAGE -> HttpStatus.INSUFFICIENT_STORAGE;
    };
  }
}
