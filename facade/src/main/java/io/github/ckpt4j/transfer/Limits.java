package io.github.ckpt4j.transfer;

/**
 * How much an archive may unpack to.
 *
 * @param entries the number of files and folders
 * @param bytes the bytes of all files
 * @param ratio how many times its own size, once {@code unsuspicious} bytes are exceeded; weights
 *     hardly shrink, so a high ratio is a trap
 * @param unsuspicious bytes that may unpack from anything
 */
record Limits(int entries, long bytes, int ratio, long unsuspicious) {
  private static final int MOST_ENTRIES = 100_000;
  private static final int HIGHEST_RATIO = 100;
  private static final long UNSUSPICIOUS = 64L * 1024 * 1024;

  /** The limits where this many bytes have room. */
  static Limits within(long bytes) {
    return new Limits(MOST_ENTRIES, bytes, HIGHEST_RATIO, UNSUSPICIOUS);
  }
}
