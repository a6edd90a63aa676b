package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.http.FileHead;
import io.github.ckpt4j.http.FileReceiver;
import io.github.ckpt4j.http.FileRequest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.transfer.Responses.Verdict;
import io.github.ckpt4j.transfer.Schedule.Fetch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one range of a file, with as many attempts as are needed and allowed. Each continues at
 * the byte that the last one reached.
 */
final class PartFetch implements FileReceiver {
  /** The progress that resets the count of failures; less could keep a server busy forever. */
  private static final long MUCH = 1 << 20;

  private static final int MOST_RENEWALS = 2;

  private final Fetch fetch;
  private final FileTransfer file;
  private final PartialFile partial;
  private final TransferContext context;
  private final ProgressReport progress;
  private final RateLimit limit;
  private final ByteBuffer buffer;
  private final CRC32C crc = new CRC32C();
  private final Attempts attempts;
  private long position;
  private int renewals;
  private FileRequest request;
  private Verdict verdict = Verdict.EXPECTED;

  PartFetch(
      Fetch fetch,
      TransferContext context,
      ProgressReport progress,
      RateLimit limit,
      ByteBuffer buffer) {
    this.fetch = fetch;
    this.file = fetch.file();
    this.partial = fetch.partial();
    this.context = context;
    this.progress = progress;
    this.limit = limit;
    this.buffer = buffer;
    this.attempts = new Attempts(context);
    this.position = fetch.span().from();
    this.request = request();
  }

  /** Returns when the range is saved, or its file has been restarted. */
  void run() {
    try {
      while (position < fetch.span().until() && !partial.isClosed()) {
        attempt();
      }
    } finally {
      if (!partial.isWhole() || position == fetch.span().until()) {
        partial.saved(fetch.span().from(), position, (int) crc.getValue());
      }
    }
  }

  private void attempt() {
    long before = position;
    @Nullable CheckpointException failure;
    verdict = Verdict.EXPECTED;
    request = request();
    try {
      context.network().read(request, context.scope(), this);
      failure = position < fetch.span().until() ? cut() : null;
    } catch (CheckpointException e) {
      failure = e;
    }
    if (partial.isClosed()) {
      return;
    }
    if (position - before >= MUCH) {
      attempts.succeeded();
      renewals = 0;
    }
    if (verdict == Verdict.CHANGED) {
      file.restartChanged(partial, "the provider sends another version of it each time");
    } else if (verdict == Verdict.RANGE_IGNORED) {
      rangeIgnored();
    } else if (failure != null) {
      failed(failure);
    }
  }

  private static CheckpointException cut() {
    return Responses.wrong("the response is shorter than the range that was requested");
  }

  /**
   * One response may have lost its range on the way; a server without ranges ignores it each time.
   */
  private void rangeIgnored() {
    if (!partial.isEmpty()) {
      try {
        attempts.failed(Responses.wrong("the server sent the whole file instead of a range"));
        return;
      } catch (CheckpointException e) {
        context.scope().throwIfCancelled();
      }
    }
    file.restartWhole(partial);
  }

  private void failed(CheckpointException failure) {
    if (isOutdated(failure) && renewals++ < MOST_RENEWALS) {
      file.renew(request.address());
    } else {
      attempts.failed(failure);
    }
    if (partial.isWhole()) {
      rewind();
    }
  }

  private void rewind() {
    progress.received(partial, fetch.span().from() - position);
    position = fetch.span().from();
    crc.reset();
  }

  /**
   * Whether the file may now be listed differently: its size has changed, or its link has expired,
   * which object stores report in several ways.
   */
  private boolean isOutdated(CheckpointException failure) {
    Integer status = failure.status();
    if (status == null) {
      return false;
    }
    return switch (status) {
      case 412, 416 -> true;
      case 400, 401, 403, 404, 410 -> request.address() instanceof FileAddress.Link;
      default -> false;
    };
  }

  private FileRequest request() {
    String validator = partial.isWhole() ? null : FileHead.strong(partial.validator());
    return new FileRequest(file.address(), position, fetch.span().until(), validator);
  }

  @Override
  public void receive(FileHead head, Body body) throws IOException {
    @Nullable String validator = partial.isWhole() ? null : partial.validator();
    verdict = Responses.judge(head, request, partial.file().path(), partial.size(), validator);
    boolean isChunk = request.address() instanceof FileAddress.Chunked;
    if (verdict == Verdict.EXPECTED && !isChunk && !partial.accept(head.validator())) {
      verdict = Verdict.CHANGED;
    }
    if (verdict == Verdict.EXPECTED) {
      save(body);
    }
  }

  private void save(Body body) throws IOException {
    long end = fetch.span().until();
    boolean isOver = false;
    while (!isOver && position < end) {
      buffer.clear().limit(limit.read((int) Math.min(buffer.capacity(), end - position)));
      try {
        isOver = fill(body);
      } finally {
        flush();
      }
      context.scope().throwIfCancelled();
    }
    if (!isOver && body.read(buffer.clear().limit(1)) >= 0) {
      rewind();
      throw Responses.wrong("the response is longer than the range that was requested");
    }
  }

  private boolean fill(Body body) throws IOException {
    while (buffer.hasRemaining()) {
      if (body.read(buffer) < 0) {
        return true;
      }
    }
    return false;
  }

  private void flush() {
    buffer.flip();
    int count = buffer.remaining();
    crc.update(buffer.duplicate());
    partial.write(buffer, position);
    position += count;
    progress.received(partial, count);
    limit.received(count);
  }
}
