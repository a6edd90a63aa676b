package io.github.ckpt4j.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives the bytes of a response as they arrive. */
@FunctionalInterface
public interface FileReceiver {
  /**
   * Reads as much of the body as it needs. Any exception ends the request.
   *
   * @throws IOException only if the body throws it
   */
  void receive(FileHead head, Body body) throws IOException;

  /** The bytes of a response. */
  @FunctionalInterface
  interface Body {
    /** Reads some bytes into the buffer; -1 at the end. */
    int read(ByteBuffer into) throws IOException;
  }
}
