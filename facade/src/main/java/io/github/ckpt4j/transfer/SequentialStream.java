package io.github.ckpt4j.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream whose bytes all go through one method, {@link #read(byte[], int, int)}, including those
 * read one by one or skipped.
 */
abstract class SequentialStream extends FilterInputStream {
  SequentialStream(InputStream in) {
    super(in);
  }

  @Override
  public abstract int read(byte[] buffer, int start, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final long skip(long bytes) throws IOException {
    return bytes <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(bytes, 8192)]));
  }

  @Override
  public final boolean markSupported() {
    return false;
  }
}
