package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.http.FileHead;
import io.github.ckpt4j.http.FileHead.Range;
import io.github.ckpt4j.http.FileRequest;
import io.github.ckpt4j.spi.FileAddress;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides by its head whether a response has the requested bytes, from the same version of a file.
 */
final class Responses {
  /** The contents of a response. */
  enum Verdict {
    /** The requested bytes. */
    EXPECTED,
    /** All bytes, where a range was requested. */
    RANGE_IGNORED,
    /** Bytes of another version of the file. */
    CHANGED
  }

  private Responses() {}

  /**
   * Decides what a response contains.
   *
   * @param size the size of the whole file
   * @param validator the validator of the expected version; null if unknown
   * @throws CheckpointException, temporary, if it is not this file
   */
  static Verdict judge(
      FileHead head, FileRequest request, String path, long size, @Nullable String validator) {
    refusePage(head, path);
    if (request.address() instanceof FileAddress.Chunked) {
      requireLength(head, request.until() - request.from());
      return Verdict.EXPECTED;
    }
    boolean other = validator != null && !validator.equals(head.validator());
    if (head.isRange()) {
      return ofRange(head, request, size, other);
    }
    if (other && head.validator() != null) {
      return Verdict.CHANGED;
    }
    if (request.from() > 0 || request.until() < size) {
      requireLength(head, size); // A short message, for example, is not the whole file.
      return Verdict.RANGE_IGNORED;
    }
    boolean otherSize = head.length() != null && head.length() != size;
    return other || otherSize ? Verdict.CHANGED : Verdict.EXPECTED;
  }

  private static Verdict ofRange(FileHead head, FileRequest request, long size, boolean other) {
    Range range = head.range();
    if (range == null) {
      throw wrong("the response does not state which bytes it contains");
    }
    if (other || (range.total() != null && range.total() != size)) {
      return Verdict.CHANGED;
    }
    if (range.first() != request.from() || range.last() != request.until() - 1) {
      throw wrong("the response has bytes " + range.first() + "-" + range.last() + ", and "
          + request.from() + "-" + (request.until() - 1) + " were requested");
    }
    requireLength(head, request.until() - request.from());
    return Verdict.EXPECTED;
  }

  private static void requireLength(FileHead head, long length) {
    if (head.length() != null && head.length() != length) {
      throw wrong(
          "the response has " + head.length() + " bytes, and " + length + " were requested");
    }
  }

  /** A gateway or a login form sends a page with a success status. */
  private static void refusePage(FileHead head, String path) {
    String name = path.toLowerCase(Locale.ROOT);
    boolean mayBePage = name.endsWith(".html") || name.endsWith(".htm");
    boolean isArchive = name.endsWith(".tar.zst") || name.endsWith(".tar.gz");
    if ((head.isPage() && !mayBePage) || (head.isDocument() && isArchive)) {
      throw wrong("the response is not the file: its content type is "
          + Objects.requireNonNull(head.contentType()).replaceAll("[^\\x20-\\x7e]", "?"));
    }
  }

  /** A temporary error: the next response may be right. */
  static CheckpointException wrong(String reason) {
    return CheckpointException.builder(Kind.BAD_RESPONSE, reason)
        .temporary(true)
        .build();
  }
}
