package io.github.ckpt4j.cli;

import picocli.CommandLine.TypeConversionException;

/** An argument that cannot be meant, with the reason in words. */
final class InvalidArgument extends TypeConversionException {
  private static final long serialVersionUID = 1L;

  InvalidArgument(String message) {
    super(message);
  }
}
