package io.github.ckpt4j.http;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import okio.Buffer;

/**
 * Reads a buffer from its start and leaves it as it is.
 *
 * <p>Okio's own ways to do so share the buffer's segments, and segments once shared never go back to
 * its pool: each body would be allocated again.
 */
final class BufferChannel implements ReadableByteChannel {
  /** A stream's reader would take 8 KB for each body, most of which is smaller than that. */
  private static final int DECODED_AT_ONCE = 2048;

  private final Buffer.UnsafeCursor cursor;
  private final Runnable beforeRead;
  private long position;

  private BufferChannel(Buffer buffer, Runnable beforeRead) {
    this.beforeRead = beforeRead;
    cursor = buffer.readUnsafe(new Buffer.UnsafeCursor());
  }

  /**
   * The buffer's text; fails where it is not UTF-8, instead of replacing what it cannot read.
   *
   * @param beforeRead called every few thousand characters; what it throws ends the reading
   */
  static Reader text(Buffer buffer, Runnable beforeRead) {
    return Channels.newReader(
        new BufferChannel(buffer, beforeRead),
        StandardCharsets.UTF_8.newDecoder(),
        DECODED_AT_ONCE);
  }

  @Override
  public int read(ByteBuffer into) {
    beforeRead.run();
    if (cursor.seek(position) == -1) {
      return -1;
    }
    int read = Math.min(into.remaining(), cursor.end - cursor.start);
    into.put(Objects.requireNonNull(cursor.data), cursor.start, read);
    position += read;
    return read;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
