package io.github.ckpt4j.cli;

/** The provider responded, and the response does not contain the requested checkpoint. */
final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFoundException(String message) {
    super(message);
  }
}
