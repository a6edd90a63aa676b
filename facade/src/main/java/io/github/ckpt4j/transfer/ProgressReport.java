package io.github.ckpt4j.transfer;

import io.github.ckpt4j.DownloadProgress;
import io.github.ckpt4j.http.Time;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts bytes and files, and reports them from time to time. Safe for use by several threads. */
final class ProgressReport {
  private static final long PERIOD_NANOS = 100_000_000;
  private static final long RATE_NANOS = 5_000_000_000L;

  private final Consumer<DownloadProgress> listener;
  private final Time time;
  private final ReentrantLock reporting = new ReentrantLock();
  private final Map<PartialFile, Long> bytesByFile = new HashMap<>();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final int totalFiles;
  private final long totalBytes;
  private int files;
  private long bytes;
  private long fetched;
  private long reportedAt;
  private @Nullable PartialFile latest;

  private record Sample(long nanos, long fetched) {}

  /**
   * Starts with no progress.
   *
   * @param totalBytes the sizes of all files
   */
  ProgressReport(Consumer<DownloadProgress> listener, Time time, int totalFiles, long totalBytes) {
    this.listener = listener;
    this.time = time;
    this.totalFiles = totalFiles;
    this.totalBytes = totalBytes;
  }

  /** Counts a file that was already complete. */
  synchronized void found(long size) {
    files++;
    bytes += size;
  }

  /** Counts bytes that were already saved. */
  synchronized void resumed(PartialFile file, long saved) {
    bytes += saved;
    bytesByFile.merge(file, saved, Long::sum);
  }

  /** Counts bytes that have arrived; negative for bytes that must arrive again. */
  void received(PartialFile file, long count) {
    synchronized (this) {
      bytes += count;
      fetched += Math.max(0, count);
      bytesByFile.merge(file, count, Long::sum);
      latest = file;
    }
    reportIfDue();
  }

  /** Uncounts a file that must arrive again from its first byte. */
  synchronized void outdated(PartialFile file) {
    Long lost = bytesByFile.remove(file);
    bytes -= lost == null ? 0 : lost;
  }

  synchronized void completed(PartialFile file) {
    bytesByFile.remove(file);
    files++;
  }

  synchronized long fetched() {
    return fetched;
  }

  /** Reports the current progress. */
  void report() {
    reporting.lock();
    try {
      listener.accept(progress(time.nanos()));
    } finally {
      reporting.unlock();
    }
  }

  private void reportIfDue() {
    if (!reporting.tryLock()) {
      return; // Another thread is reporting.
    }
    try {
      long now = time.nanos();
      if (now - reportedAt >= PERIOD_NANOS) {
        reportedAt = now;
        listener.accept(progress(now));
      }
    } finally {
      reporting.unlock();
    }
  }

  private synchronized DownloadProgress progress(long now) {
    samples.addLast(new Sample(now, fetched));
    while (samples.size() > 2 && now - samples.getFirst().nanos > RATE_NANOS) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    double seconds = (now - first.nanos) / 1e9;
    return new DownloadProgress(
        bytes,
        totalBytes,
        files,
        totalFiles,
        latest == null ? null : latest.file().path(),
        latest == null ? 0 : bytesByFile.getOrDefault(latest, latest.size()),
        latest == null ? null : (Long) latest.size(),
        seconds <= 0 ? 0 : (fetched - first.fetched) / seconds);
  }
}
