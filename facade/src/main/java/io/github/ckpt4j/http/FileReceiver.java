package io.github.ckpt4j.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of a response as they arrive. */
@FunctionalInterface
public interface FileReceiver {
  /**
   * Reads as much of the body as it wants. What it throws ends the request.
   *
   * @throws IOException from the body only
   */
  void receive(FileHead head, Body body) throws IOException;

  /** The bytes of a response. */
  @FunctionalInterface
  interface Body {
    /** Reads some bytes into the buffer; -1 at the end. */
    int read(ByteBuffer into) throws IOException;
  }
}
