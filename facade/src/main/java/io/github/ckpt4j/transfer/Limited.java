package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.io.InputStream;

/** A limited number of bytes from a stream; after them, it is at its end. */
final class Limited extends SequentialStream {
  private long left;

  Limited(InputStream in, long bytes) {
    super(in);
    left = bytes;
  }

  long left() {
    return left;
  }

  @Override
  public int read(byte[] buffer, int start, int count) throws IOException {
    if (left == 0 || count == 0) {
      return count == 0 ? 0 : -1;
    }
    int read = in.read(buffer, start, (int) Math.min(left, count));
    left -= Math.max(read, 0);
    return read;
  }

  /** Leaves the stream open for what follows. */
  @Override
  public void close() {}
}
