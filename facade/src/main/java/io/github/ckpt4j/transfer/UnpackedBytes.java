package io.github.ckpt4j.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** The bytes of a tar archive as they are decompressed, no more of them than allowed. */
final class UnpackedBytes extends FilterInputStream {
  private final Limits limits;
  private final LongSupplier compressed;
  private long count;
  private long allowed;
  private long zeros;

  /** The supplier gives the number of compressed bytes that were read. */
  UnpackedBytes(InputStream in, Limits limits, LongSupplier compressed) {
    super(in);
    this.limits = limits;
    this.compressed = compressed;
  }

  /** Sets how many more bytes may be read. */
  void allow(long bytes) {
    allowed = bytes;
  }

  /** How many zeros the bytes so far end with. */
  long zeros() {
    return zeros;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int start, int length) throws IOException {
    if (allowed <= 0) {
      throw new DamagedException("the archive has an entry whose header is too long");
    }
    int read = in.read(buffer, start, (int) Math.min(length, allowed));
    for (int i = start; i < start + read; i++) {
      zeros = buffer[i] == 0 ? zeros + 1 : 0;
    }
    count += Math.max(read, 0);
    allowed -= Math.max(read, 0);
    if (count > limits.unsuspicious() && count / limits.ratio() > compressed.getAsLong()) {
      throw new DamagedException("the archive unpacks to more than " + limits.ratio()
          + " times its size, which no checkpoint does");
    }
    return read;
  }

  /** By reading, so that what is skipped counts. */
  @Override
  public long skip(long bytes) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(bytes, 8192)]));
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
