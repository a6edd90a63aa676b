package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** The bytes of a tar archive while they are decompressed, up to the limits. */
final class UnpackedBytes extends SequentialStream {
  private final Limits limits;
  private final LongSupplier compressed;
  private long count;
  private long allowed;
  private long zeros;

  /** The supplier returns the number of compressed bytes that were read. */
  UnpackedBytes(InputStream in, Limits limits, LongSupplier compressed) {
    super(in);
    this.limits = limits;
    this.compressed = compressed;
  }

  /** Sets how many more bytes may be read. */
  void allow(long bytes) {
    allowed = bytes;
  }

  /** The number of zeros at the end of the bytes so far. */
  long zeros() {
    return zeros;
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

  @Override
  public int available() {
    return 0;
  }
}
