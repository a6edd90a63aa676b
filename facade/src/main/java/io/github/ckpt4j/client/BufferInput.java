package io.github.ckpt4j.client;

import java.io.InputStream;
import java.util.Objects;
import okio.Buffer;

/**
 * Reads a buffer from its start and leaves it as it is.
 *
 * <p>Okio's own ways to do so share the buffer's segments, and segments once shared never go back to
 * its pool: every body would be allocated anew.
 */
final class BufferInput extends InputStream {
  private final Buffer.UnsafeCursor cursor;
  private long position;

  BufferInput(Buffer buffer) {
    cursor = buffer.readUnsafe(new Buffer.UnsafeCursor());
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    if (cursor.seek(position) == -1) {
      return -1;
    }
    int read = Math.min(count, cursor.end - cursor.start);
    System.arraycopy(Objects.requireNonNull(cursor.data), cursor.start, into, offset, read);
    position += read;
    return read;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }
}
