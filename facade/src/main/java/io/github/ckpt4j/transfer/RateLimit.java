package io.github.ckpt4j.transfer;

import java.time.Duration;

/** Limits the bytes per second of all connections together. Safe for use by several threads. */
final class RateLimit {
  private static final long SMALLEST_READ = 8 << 10;

  private final long bytesPerSecond;
  private final TransferContext context;
  private long freeAt;

  RateLimit(long bytesPerSecond, TransferContext context) {
    this.bytesPerSecond = bytesPerSecond;
    this.context = context;
    this.freeAt = context.time().nanos();
  }

  /** How many bytes to read at once, so that the waits are short. */
  int read(int most) {
    return (int) Math.min(most, Math.max(SMALLEST_READ, bytesPerSecond / 20));
  }

  /** Waits until the limit permits these bytes, which have already arrived. */
  void received(long bytes) {
    if (bytesPerSecond < Long.MAX_VALUE) {
      Duration wait = Duration.ofNanos(waitNanos(bytes));
      if (!wait.isZero()) {
        context.scope().sleep(wait, context.time());
      }
    }
  }

  private synchronized long waitNanos(long bytes) {
    long now = context.time().nanos();
    freeAt = Math.max(freeAt, now) + (long) (bytes * 1e9 / bytesPerSecond);
    return freeAt - now;
  }
}
