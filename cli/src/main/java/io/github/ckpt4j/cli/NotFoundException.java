package io.github.ckpt4j.cli;

/** The answer came, and what was asked for is not in it. */
final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFoundException(String message) {
    super(message);
  }
}
