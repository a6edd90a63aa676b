package io.github.ckpt4j.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file. Any range can be read at any time, so a file with computed bytes may be larger
 * than memory.
 */
interface Content {
  int BUFFER = 1 << 16;

  long size();

  /** Copies {@code length} bytes from this position; the range must be within the content. */
  void read(long position, byte[] target, int offset, int length);

  /** Writes all bytes. */
  default void writeTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, size())];
    for (long position = 0; position < size(); position += buffer.length) {
      int length = (int) Math.min(buffer.length, size() - position);
      read(position, buffer, 0, length);
      out.write(buffer, 0, length);
    }
  }

  /** The bytes from one position up to another. */
  default Content slice(long from, long to) {
    return new Slice(this, from, to - from);
  }

  static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Content of(byte[] bytes) {
    return new Bytes(bytes);
  }

  /** Content in memory. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
      System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
    }
  }

  /** A part of other content. */
  record Slice(Content whole, long from, long size) implements Content {
    @Override
    public void read(long position, byte[] target, int offset, int length) {
      whole.read(from + position, target, offset, length);
    }
  }
}
