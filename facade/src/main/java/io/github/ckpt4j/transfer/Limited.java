package io.github.ckpt4j.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The next bytes of a stream, up to a number; reading past them ends as at the end of a file. */
final class Limited extends FilterInputStream {
  private long left;

  Limited(InputStream in, long bytes) {
    super(in);
    left = bytes;
  }

  long left() {
    return left;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(Math.min(left, count));
    left -= skipped;
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Leaves the stream open for what follows. */
  @Override
  public void close() {}
}
