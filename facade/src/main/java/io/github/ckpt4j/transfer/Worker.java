package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.transfer.Schedule.Digesting;
import io.github.ckpt4j.transfer.Schedule.Fetch;
import io.github.ckpt4j.transfer.Schedule.Work;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes work from a schedule in one thread, until none is left. */
final class Worker implements Runnable {
  /** OkHttp reads 8 KiB at a time; a system call for each would cost more than the bytes. */
  private static final int BUFFER = 256 << 10;

  private final Schedule schedule;
  private final TransferContext context;
  private final ProgressReport progress;
  private final RateLimit limit;
  private @Nullable ByteBuffer toWrite;
  private byte @Nullable [] toDigest;

  Worker(Schedule schedule, TransferContext context, ProgressReport progress, RateLimit limit) {
    this.schedule = schedule;
    this.context = context;
    this.progress = progress;
    this.limit = limit;
  }

  @Override
  public void run() {
    if (!schedule.enter()) {
      return;
    }
    try {
      for (Work work = schedule.next(); work != null; work = schedule.next()) {
        try {
          run(work);
        } finally {
          schedule.done(work);
        }
      }
    } catch (Throwable e) { // Of any kind: it must end the download and reach its caller.
      schedule.fail(e);
    } finally {
      schedule.leave();
    }
  }

  private void run(Work work) {
    if (work instanceof Fetch fetch) {
      toWrite = toWrite == null ? ByteBuffer.allocateDirect(BUFFER) : toWrite;
      new PartFetch(fetch, context, progress, limit, toWrite).run();
    } else if (work instanceof Digesting digesting) {
      toDigest = toDigest == null ? new byte[BUFFER] : toDigest;
      if (digest(digesting.partial(), toDigest) && digesting.partial().isDone()) {
        finish(digesting);
      }
    }
    if (work.partial().isClosed()) {
      progress.outdated(work.partial());
    }
  }

  /** Whether the file is still current. */
  private static boolean digest(PartialFile partial, byte[] buffer) {
    try {
      partial.digest(buffer);
      return !partial.isClosed();
    } catch (CheckpointException e) {
      if (partial.isClosed()) {
        return false; // It was restarted in the meantime.
      }
      throw e;
    }
  }

  private void finish(Digesting work) {
    Manifest.Entry entry = work.file().finish(work.partial());
    if (entry != null) {
      progress.completed(work.partial());
      schedule.complete(work.file(), entry);
    }
  }
}
