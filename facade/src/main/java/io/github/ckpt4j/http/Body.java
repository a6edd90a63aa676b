package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import okio.Buffer;

/**
 * The body of a successful response, in memory as received. It is unpacked while it is read, so
 * that a small response never takes much memory: its reader stops at the first invalid part, and
 * unpacking stops when the body grows out of proportion.
 */
final class Body {
  /** Any body may unpack to this many bytes. */
  static final int ALWAYS_ALLOWED = 1 << 20;

  /**
   * A larger one may unpack to this many times its size; lists of checkpoints reach a tenth of
   * that.
   */
  static final int MOST_GROWTH = 100;

  /** A stream's reader would take 8 KB for each body, and most bodies are smaller than that. */
  private static final int READ_AT_ONCE = 2048;

  private final Buffer received;
  private final int layers;
  private final long maxBytes;

  /**
   * @param layers how many times it is compressed with gzip
   * @param maxBytes how many bytes it may have, unpacked
   */
  Body(Buffer received, int layers, long maxBytes) {
    this.received = received;
    this.layers = received.size() == 0 ? 0 : layers;
    this.maxBytes = maxBytes;
  }

  /**
   * The text; fails if it is not UTF-8, instead of replacing invalid bytes.
   *
   * @param beforeRead called every few thousand characters; an exception that it throws ends the
   *     reading
   */
  Reader text(Runnable beforeRead) {
    return Channels.newReader(
        new Unpacked(beforeRead), StandardCharsets.UTF_8.newDecoder(), READ_AT_ONCE);
  }

  /** The start of the text. Only for a body that {@link #verify} has accepted. */
  String start(int maxBytes) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(maxBytes);
    Unpacked bytes = new Unpacked(() -> {});
    while (start.hasRemaining() && bytes.read(start) != -1) {
      // Continues reading.
    }
    return StandardCharsets.UTF_8.decode(start.flip()).toString();
  }

  /**
   * Reads the body to its end.
   *
   * @throws IOException if its compression is damaged, or it is truncated
   * @throws CheckpointException if it unpacks to more than is allowed
   */
  void verify(Runnable beforeRead) throws IOException {
    if (layers > 0) {
      Unpacked bytes = new Unpacked(beforeRead);
      ByteBuffer discarded = ByteBuffer.allocate(READ_AT_ONCE);
      while (bytes.read(discarded) != -1) {
        discarded.clear();
      }
    }
  }

  private InputStream open() throws IOException {
    InputStream in = new BufferStream(received);
    for (int i = 0; i < layers; i++) {
      // Reads every member, and allows padding after the last.
      in = new GZIPInputStream(in, READ_AT_ONCE);
    }
    return in;
  }

  private void checkSize(long unpacked) {
    if (unpacked > maxBytes) {
      throw tooLarge(maxBytes);
    }
    if (unpacked > ALWAYS_ALLOWED && unpacked > MOST_GROWTH * received.size()) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE,
              "the response unpacks to more than " + MOST_GROWTH + " times its size")
          .build();
    }
  }

  static CheckpointException tooLarge(long maxBytes) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, "the response has more than " + maxBytes + " bytes")
        .build();
  }

  /** The bytes from the start, unpacked as they are read. */
  private final class Unpacked implements ReadableByteChannel {
    private final Runnable beforeRead;
    private InputStream in = InputStream.nullInputStream();
    private boolean open;
    private long read;

    Unpacked(Runnable beforeRead) {
      this.beforeRead = beforeRead;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      beforeRead.run();
      if (!open) {
        in = open();
        open = true;
      }
      int count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
      if (count > 0) {
        into.position(into.position() + count);
        read += count;
        checkSize(read);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
