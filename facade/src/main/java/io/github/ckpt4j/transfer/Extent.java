package io.github.ckpt4j.transfer;

/**
 * Bytes of a file that are on disk.
 *
 * @param from the first byte
 * @param until the byte after the last one
 * @param crc their CRC-32C
 * @param isRecent whether this process wrote them
 */
record Extent(long from, long until, int crc, boolean isRecent) {
  long length() {
    return until - from;
  }
}
