package io.github.ckpt4j.transfer;

import java.io.IOException;

/**
 * A file that is not what its name promises; the message gives the reason, as part of a sentence.
 */
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedException(String reason) {
    super(reason);
  }
}
