package io.github.ckpt4j.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Creates inputs: random bytes, pieces in any order, and changed inputs of the corpus. */
final class Mutator {
  private static final int LONGEST = 1 << 16;
  private static final int MOST_CHANGES = 4;

  private final List<byte[]> corpus;
  private final List<byte[]> pieces;
  private final Random random;

  Mutator(FuzzTarget target, Random random) {
    this.corpus = target.corpus();
    this.pieces = target.pieces();
    this.random = random;
  }

  byte[] next() {
    return switch (random.nextInt(16)) {
      case 0 -> noise(64);
      case 1 -> assembled();
      default -> changed();
    };
  }

  private byte[] noise(int longest) {
    byte[] noise = new byte[random.nextInt(longest)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] assembled() {
    byte[] input = {};
    for (int parts = random.nextInt(12); parts > 0; parts--) {
      input = replaced(input, input.length, input.length, any(pieces));
    }
    return input;
  }

  private byte[] changed() {
    byte[] input = any(corpus);
    for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
      input = change(input);
    }
    return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
  }

  private byte[] change(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(16));
    return switch (random.nextInt(10)) {
      case 0, 1 -> replaced(input, from, from, any(pieces));
      case 2, 3 -> replaced(input, from, to, any(pieces));
      case 4 -> replaced(input, from, to, new byte[0]);
      case 5 -> replaced(input, from, from, Arrays.copyOfRange(input, from, to));
      case 6 -> replaced(input, from, to, noise(4));
      case 7 -> replaced(input, from, input.length, tail());
      case 8 -> replaced(input, from, from, repeated(any(pieces)));
      default -> flipped(input);
    };
  }

  /** The end of another input. */
  private byte[] tail() {
    byte[] other = any(corpus);
    return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
  }

  /** Rarely a large number, so that most inputs stay short. */
  private byte[] repeated(byte[] piece) {
    int times = random.nextInt(64) == 0 ? random.nextInt(1000) : random.nextInt(4);
    byte[] all = new byte[piece.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(piece, 0, all, i * piece.length, piece.length);
    }
    return all;
  }

  private byte[] flipped(byte[] input) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] any(List<byte[]> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
    byte[] result = Arrays.copyOf(input, input.length - (to - from) + by.length);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(input, to, result, from + by.length, input.length - to);
    return result;
  }
}
