package io.github.ckpt4j.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Content in a compressed format, but stored without compression: in blocks of equal size, so that
 * every byte's position is known.
 */
final class Framed implements Content {
  private final Content inner;
  private final Format format;

  /** Computed when first read, because it can depend on every byte before it. */
  private byte @Nullable [] trailer;

  private Framed(Content inner, Format format) {
    this.inner = inner;
    this.format = format;
  }

  /** Deflate's stored blocks, between a header and the checksum. */
  static Content gzip(Content inner) {
    return new Framed(
        inner,
        new Format(
            new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255},
            0xffff,
            5,
            (size, last) -> little(5)
                .put((byte) (last ? 1 : 0))
                .putShort((short) size)
                .putShort((short) ~size)
                .array(),
            8,
            Framed::gzipTrailer));
  }

  /** Zstandard's raw blocks, in a frame of known size without a checksum. */
  static Content zstd(Content inner) {
    int window = 17; // log2 of the block size
    byte[] header = little(14)
        .putInt(0xFD2FB528)
        .put((byte) 0xC0) // eight bytes for the size
        .put((byte) ((window - 10) << 3))
        .putLong(inner.size())
        .array();
    return new Framed(
        inner,
        new Format(
            header,
            1 << window,
            3,
            (size, last) -> {
              int word = size << 3 | (last ? 1 : 0);
              return new byte[] {(byte) word, (byte) (word >> 8), (byte) (word >> 16)};
            },
            0,
            content -> new byte[0]));
  }

  @Override
  public long size() {
    return format.header.length
        + inner.size()
        + blocks() * format.blockHeaderSize
        + format.trailerSize;
  }

  /** Empty content has one empty block. */
  private long blocks() {
    return Math.max(1, (inner.size() + format.blockSize - 1) / format.blockSize);
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      done += readOnce(position + done, target, offset + done, length - done);
    }
  }

  /** Copies from the header, one block or the trailer; returns the number of bytes. */
  private int readOnce(long position, byte[] target, int offset, int length) {
    long inBlocks = position - format.header.length;
    long trailerAt = size() - format.trailerSize;
    if (inBlocks < 0) {
      return copy(format.header, position, target, offset, length);
    }
    if (position >= trailerAt) {
      return copy(trailer(), position - trailerAt, target, offset, length);
    }
    int perBlock = format.blockHeaderSize + format.blockSize;
    long block = inBlocks / perBlock;
    int within = (int) (inBlocks % perBlock);
    long start = block * format.blockSize;
    int size = (int) Math.min(format.blockSize, inner.size() - start);
    if (within < format.blockHeaderSize) {
      byte[] header = format.blockHeader.of(size, block == blocks() - 1);
      return copy(header, within, target, offset, length);
    }
    int skipped = within - format.blockHeaderSize;
    int copied = Math.min(length, size - skipped);
    inner.read(start + skipped, target, offset, copied);
    return copied;
  }

  private static int copy(byte[] source, long from, byte[] target, int offset, int length) {
    int copied = (int) Math.min(length, source.length - from);
    System.arraycopy(source, (int) from, target, offset, copied);
    return copied;
  }

  private synchronized byte[] trailer() {
    if (trailer == null) {
      trailer = format.trailer.apply(inner);
    }
    return trailer;
  }

  private static byte[] gzipTrailer(Content inner) {
    CRC32 crc = new CRC32();
    try {
      inner.writeTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return little(8).putInt((int) crc.getValue()).putInt((int) inner.size()).array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The header of a block of this size. */
  private interface BlockHeader {
    byte[] of(int size, boolean last);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Format(
      byte[] header,
      int blockSize,
      int blockHeaderSize,
      BlockHeader blockHeader,
      int trailerSize,
      Function<Content, byte[]> trailer) {}
}
