package io.github.ckpt4j.cli;

import picocli.CommandLine.TypeConversionException;

/** An invalid argument. */
final class InvalidArgument extends TypeConversionException {
  private static final long serialVersionUID = 1L;

  InvalidArgument(String message) {
    super(message);
  }

  InvalidArgument(String message, Throwable cause) {
    super(message);
    initCause(cause);
  }
}
