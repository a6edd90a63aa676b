package io.github.ckpt4j.http;

import io.github.ckpt4j.spi.FileAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request for a range of a file.
 *
 * @param address where the file is
 * @param from the first byte, from 0
 * @param until the byte after the last one
 * @param ifRange the strong ETag that the file must still have; null for none
 */
public record FileRequest(
    FileAddress address, long from, long until, @Nullable String ifRange) {
  long length() {
    return until - from;
  }
}
