package io.github.ckpt4j.http;

import java.io.InputStream;
import java.util.Objects;
import okio.Buffer;

/**
 * Reads a buffer from its start without changing it.
 *
 * <p>Okio's own ways to do this share the buffer's segments, and shared segments never return to
 * its pool: new segments would be allocated for each body.
 */
final class BufferStream extends InputStream {
  private final Buffer.UnsafeCursor cursor;
  private final long size;
  private long position;

  BufferStream(Buffer buffer) {
    size = buffer.size();
    cursor = buffer.readUnsafe(new Buffer.UnsafeCursor());
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (cursor.seek(position) == -1) {
      return -1;
    }
    int read = Math.min(length, cursor.end - cursor.start);
    System.arraycopy(Objects.requireNonNull(cursor.data), cursor.start, into, offset, read);
    position += read;
    return read;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, size - position);
  }
}
