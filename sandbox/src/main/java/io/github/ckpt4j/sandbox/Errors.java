package io.github.ckpt4j.sandbox;

import java.time.Duration;

/** How a server reports errors. */
abstract class Errors {
  /** An error in the server's form. */
  abstract Response error(int status);

  Response rateLimited(Duration wait) {
    return error(429).header("Retry-After", seconds(wait));
  }

  /** The error of an account without credit, which no retry can fix. */
  Response quotaExhausted() {
    return error(402);
  }

  /** Whole seconds, rounded up. */
  static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  static String reason(int status) {
    return switch (status) {
      case 400 -> "The request is invalid.";
      case 401 -> "The API key is missing or invalid.";
      case 402 -> "The account has no credit left.";
      case 403 -> "This key does not have permission to do that.";
      case 404 -> "The resource does not exist.";
      case 405 -> "This method is not allowed here.";
      case 408 -> "The request took too long.";
      case 409 -> "Another request is changing this resource.";
      case 416 -> "The range begins after the end of the file.";
      case 422 -> "The request cannot be processed.";
      case 429 -> "Too many requests. Try again later.";
      case 500 -> "The server had an error while processing the request.";
      case 502 -> "The gateway received an invalid response.";
      case 503 -> "The server is overloaded. Try again later.";
      case 504 -> "The gateway timed out.";
      default -> "The request failed with status " + status + ".";
    };
  }
}
