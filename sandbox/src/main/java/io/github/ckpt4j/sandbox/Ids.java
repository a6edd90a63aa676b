package io.github.ckpt4j.sandbox;

import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * Random-looking identifiers computed from a job's seed and an index. A checkpoint's id can be
 * converted back to its index, so a page in the middle of a million checkpoints needs no search.
 */
final class Ids {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final HexFormat HEX = HexFormat.of();

  /** Odd, so that multiplication by it can be inverted. */
  private static final int FACTOR = 0x9E3779B1;

  private static final int INVERSE = inverse(FACTOR);

  private Ids() {}

  /** 24 letters and digits, as in {@code ftckpt_zc4Q7MP6XxulcVzj4MZdwsAB}. */
  static String reversible(long seed, int index) {
    return text(scrambled(seed, index), 62, 6) + letters(seed, index, 18);
  }

  /** The index that {@link #reversible} encoded in this id, if any. */
  static OptionalInt index(long seed, String id) {
    if (id.length() != 24) {
      return OptionalInt.empty();
    }
    long scrambled = 0;
    for (int i = 0; i < 6; i++) {
      scrambled = scrambled * 62 + ALPHABET.indexOf(id.charAt(i));
    }
    int index = unscrambled(seed, (int) scrambled);
    return reversible(seed, index).equals(id) ? OptionalInt.of(index) : OptionalInt.empty();
  }

  /** 32 hexadecimal digits, as in Azure's ids. */
  static String reversibleHex(long seed, int index) {
    return HEX.toHexDigits((int) scrambled(seed, index)) + hex(seed, index, 24);
  }

  /** The index that {@link #reversibleHex} encoded in this id, if any. */
  static OptionalInt hexIndex(long seed, String id) {
    try {
      int index = unscrambled(seed, Integer.parseUnsignedInt(id, 0, 8, 16));
      return reversibleHex(seed, index).equals(id) ? OptionalInt.of(index) : OptionalInt.empty();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return OptionalInt.empty();
    }
  }

  private static long scrambled(long seed, int index) {
    return Integer.toUnsignedLong((index ^ (int) seed) * FACTOR);
  }

  private static int unscrambled(long seed, int scrambled) {
    return (scrambled * INVERSE) ^ (int) seed;
  }

  static String letters(long seed, long index, int length) {
    StringBuilder id = new StringBuilder(length);
    for (int part = 0; id.length() < length; part++) {
      id.append(
          text(mix(seed, index, part) >>> 1, ALPHABET.length(), Math.min(8, length - id.length())));
    }
    return id.toString();
  }

  static String hex(long seed, long index, int length) {
    StringBuilder id = new StringBuilder(length);
    for (int part = 0; id.length() < length; part++) {
      String digits = HEX.toHexDigits(mix(seed, index, part));
      id.append(digits, 0, Math.min(16, length - id.length()));
    }
    return id.toString();
  }

  static String uuid(long seed, long index) {
    String hex = hex(seed, index, 32);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        "4" + hex.substring(13, 16),
        "a" + hex.substring(17, 20),
        hex.substring(20));
  }

  /** A number from -1 to 1; the same arguments give the same number. */
  static double fraction(long seed, long index) {
    return mix(seed, index, 0) / (double) Long.MAX_VALUE;
  }

  /**
   * The index of the {@code position}th entry in an unordered list; each index below {@code count}
   * occurs once.
   */
  static int shuffled(int position, int count) {
    for (int stride : new int[] {7, 5, 11, 13, 3, 17, 19, 23, 29}) {
      if (count % stride != 0) {
        return (int) (((long) position * stride + count / 3) % count);
      }
    }
    return position;
  }

  private static String text(long value, int radix, int length) {
    char[] digits = new char[length];
    for (int i = length - 1; i >= 0; i--) {
      digits[i] = ALPHABET.charAt((int) (value % radix));
      value /= radix;
    }
    return new String(digits);
  }

  /** The finalizer of SplitMix64. */
  static long mix(long seed, long index, long part) {
    long z = seed + 0x9E3779B97F4A7C15L * (index + 1) + 0xD1B54A32D192ED03L * part;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Newton's iteration: each round doubles the number of correct bits. */
  private static int inverse(int odd) {
    int x = odd;
    for (int i = 0; i < 5; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }
}
