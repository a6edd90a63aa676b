package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies everything that is read from a stream to another stream. */
final class Copying extends SequentialStream {
  private final OutputStream copy;

  Copying(InputStream in, OutputStream copy) {
    super(in);
    this.copy = copy;
  }

  @Override
  public int read(byte[] buffer, int start, int length) throws IOException {
    int read = in.read(buffer, start, length);
    if (read > 0) {
      copy.write(buffer, start, read);
    }
    return read;
  }

  @Override
  public int available() {
    return 0;
  }
}
