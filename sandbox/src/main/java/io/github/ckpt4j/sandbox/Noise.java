package io.github.ckpt4j.sandbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Random-looking bytes: each word of eight is computed from the seed and the word's number. */
record Noise(long seed, long size) implements Content {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  @Override
  public void read(long position, byte[] target, int offset, int length) {
    int end = offset + length;
    long word = position / Long.BYTES;
    int skipped = (int) (position % Long.BYTES);
    int at = offset;
    if (skipped > 0) {
      at = write(word++, skipped, target, at, end);
    }
    while (end - at >= Long.BYTES) {
      WORD.set(target, at, Ids.mix(seed, word++, 0));
      at += Long.BYTES;
    }
    write(word, 0, target, at, end);
  }

  /** Writes the bytes of a word from the {@code skipped}th one on, as far as they fit. */
  private int write(long word, int skipped, byte[] target, int offset, int end) {
    long rest = Ids.mix(seed, word, 0) >>> (Byte.SIZE * skipped);
    int at = offset;
    for (int i = skipped; i < Long.BYTES && at < end; i++) {
      target[at++] = (byte) rest;
      rest >>>= Byte.SIZE;
    }
    return at;
  }
}
