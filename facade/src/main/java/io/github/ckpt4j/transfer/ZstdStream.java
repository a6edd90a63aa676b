package io.github.ckpt4j.transfer;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses Zstandard, and fails only with an {@link IOException}. */
final class ZstdStream extends FilterInputStream {
  ZstdStream(InputStream in) {
    super(new ZstdInputStream(in));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int start, int count) throws IOException {
    try {
      return super.read(buffer, start, count);
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new DamagedException("is not readable as Zstandard: " + e.getMessage());
    }
  }
}
