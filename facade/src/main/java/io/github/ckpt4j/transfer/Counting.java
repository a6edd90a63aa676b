package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read. */
final class Counting extends SequentialStream {
  private long count;

  Counting(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  @Override
  public int read(byte[] buffer, int start, int length) throws IOException {
    int read = in.read(buffer, start, length);
    count += Math.max(read, 0);
    return read;
  }
}
