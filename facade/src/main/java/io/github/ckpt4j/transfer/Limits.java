package io.github.ckpt4j.transfer;

/**
 * Limits for unpacking an archive.
 *
 * @param entries the number of files and folders
 * @param bytes the bytes of all files
 * @param ratio how many times its own size it may unpack to, beyond {@code unsuspicious} bytes;
 *     weights hardly compress, so a high ratio is an attack
 * @param unsuspicious bytes that any archive may unpack to
 */
record Limits(int entries, long bytes, int ratio, long unsuspicious) {
  private static final int MOST_ENTRIES = 100_000;
  private static final int HIGHEST_RATIO = 100;
  private static final long UNSUSPICIOUS = 64L * 1024 * 1024;

  /** The limits for this much free space, in bytes. */
  static Limits within(long bytes) {
    return new Limits(MOST_ENTRIES, bytes, HIGHEST_RATIO, UNSUSPICIOUS);
  }
}
