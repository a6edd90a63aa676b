package io.github.ckpt4j.transfer;

import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.transfer.Gaps.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the work on all files: ranges to fetch, not more at once than there may be connections,
 * and saved bytes to digest. The first failure ends it.
 */
final class Schedule {
  /** Smaller ranges cost more in requests than they gain in balance. */
  private static final long SMALLEST = 1 << 20;

  /** Towards the end, every connection is to have this many ranges left, so that none idles long. */
  private static final int RANGES_LEFT = 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition left = lock.newCondition();
  private final CancellationScope scope;
  private final int connections;
  private final long partBytes;
  private final Deque<FileTransfer> waiting;
  private final List<FileTransfer> open = new ArrayList<>();
  private final Set<FileTransfer> digesting = new HashSet<>();
  private final Map<FileTransfer, Manifest.Entry> complete = new HashMap<>();
  private final int files;
  private long waitingBytes;
  private int fetching;
  private int working;
  private @Nullable Throwable failure;

  /** A range to fetch, or saved bytes to digest. */
  sealed interface Work {
    FileTransfer file();

    PartialFile partial();
  }

  record Fetch(FileTransfer file, PartialFile partial, Span span) implements Work {}

  record Digesting(FileTransfer file, PartialFile partial) implements Work {}

  /**
   * The work on these files, in this order.
   *
   * @param scope is cancelled when the work fails
   */
  Schedule(List<FileTransfer> files, TransferOptions options, CancellationScope scope) {
    this.scope = scope;
    this.connections = options.connections();
    this.partBytes = options.partBytes();
    this.waiting = new ArrayDeque<>(files);
    this.files = files.size();
    this.waitingBytes =
        files.stream().mapToLong(each -> each.partial().unassigned()).sum();
  }

  /** Enters a thread that will take work; false if there is none any more. */
  boolean enter() {
    lock.lock();
    try {
      if (isOver()) {
        return false;
      }
      working++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      working--;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next piece of work, as soon as there is one; null when all is done or has failed. */
  @Nullable
  Work next() {
    Runnable wake = this::wake;
    scope.enter(wake);
    lock.lock();
    try {
      while (!isOver()) {
        scope.throwIfCancelled();
        Work work = nextToDigest();
        work = work == null ? nextToFetch() : work;
        if (work != null) {
          changed.signal(); // There may be more.
          return work;
        }
        changed.await();
      }
      return null;
    } catch (InterruptedException e) {
      throw CancellationScope.interruption(e);
    } finally {
      lock.unlock();
      scope.leave(wake);
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() {
    return failure != null || complete.size() == files;
  }

  private @Nullable Work nextToDigest() {
    for (FileTransfer file : open) {
      PartialFile partial = file.partial();
      if (!digesting.contains(file) && partial.isDue()) {
        digesting.add(file);
        return new Digesting(file, partial);
      }
    }
    return null;
  }

  private @Nullable Work nextToFetch() {
    if (fetching == connections) {
      return null;
    }
    for (FileTransfer file : open) {
      Work work = fetch(file);
      if (work != null) {
        return work;
      }
    }
    while (!waiting.isEmpty()) {
      FileTransfer file = waiting.removeFirst();
      waitingBytes -= file.partial().unassigned();
      open.add(file);
      Work work = fetch(file);
      if (work != null) {
        return work;
      }
      if (file.partial().isDue()) {
        return nextToDigest();
      }
    }
    return null;
  }

  private @Nullable Work fetch(FileTransfer file) {
    PartialFile partial = file.partial();
    long balanced = unassigned() / ((long) RANGES_LEFT * connections);
    Span span = partial.take(Math.min(partBytes, Math.max(SMALLEST, balanced)));
    if (span == null) {
      return null;
    }
    fetching++;
    return new Fetch(file, partial, span);
  }

  private long unassigned() {
    return waitingBytes
        + open.stream().mapToLong(each -> each.partial().unassigned()).sum();
  }

  /** Notes that a piece of work is over; whether well is what its file says. */
  void done(Work work) {
    lock.lock();
    try {
      if (work instanceof Fetch) {
        fetching--;
      } else {
        digesting.remove(work.file());
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void complete(FileTransfer file, Manifest.Entry entry) {
    lock.lock();
    try {
      open.remove(file);
      complete.put(file, entry);
      if (isOver()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all work, with this failure unless there was one before. */
  void fail(Throwable thrown) {
    lock.lock();
    try {
      failure = failure == null ? thrown : failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    scope.cancel();
  }

  /** Waits for the threads that have entered, which end soon after a failure. */
  void awaitThreads() {
    lock.lock();
    try {
      while (working > 0) {
        left.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The failure; null if there was none. */
  @Nullable
  Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** The entries of the complete files. */
  Map<FileTransfer, Manifest.Entry> complete() {
    lock.lock();
    try {
      return Map.copyOf(complete);
    } finally {
      lock.unlock();
    }
  }
}
