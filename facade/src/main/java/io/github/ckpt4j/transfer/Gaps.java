package io.github.ckpt4j.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of a file that are neither fetched nor being fetched. Not safe for several threads. */
final class Gaps {
  private final Deque<Span> gaps;
  private long length;

  /**
   * Bytes of a file.
   *
   * @param from the first byte
   * @param until the byte after the last one
   */
  record Span(long from, long until) {
    long length() {
      return until - from;
    }
  }

  Gaps(List<Span> gaps) {
    this.gaps = new ArrayDeque<>(gaps);
    this.length = gaps.stream().mapToLong(Span::length).sum();
  }

  /** Takes at most this many bytes, from the start; null if none are left. */
  @Nullable
  Span take(long most) {
    Span first = gaps.pollFirst();
    if (first == null) {
      return null;
    }
    Span taken = new Span(first.from(), first.from() + Math.min(most, first.length()));
    if (taken.length() < first.length()) {
      gaps.addFirst(new Span(taken.until(), first.until()));
    }
    length -= taken.length();
    return taken;
  }

  /** How many bytes are left. */
  long length() {
    return length;
  }

  void giveBack(Span span) {
    gaps.addFirst(span);
    length += span.length();
  }
}
