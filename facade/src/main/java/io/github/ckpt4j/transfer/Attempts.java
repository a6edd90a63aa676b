package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import java.time.Duration;

/** Counts failed attempts at one piece of work, and waits between them. */
final class Attempts {
  private final TransferContext context;
  private int failed;

  Attempts(TransferContext context) {
    this.context = context;
  }

  /** Waits until the next attempt; throws the failure if no other attempt is allowed. */
  void failed(CheckpointException failure) {
    failed++;
    Duration delay = context
        .retries()
        .delay(failure, failed, context.time().random())
        .orElseThrow(() -> failure.toBuilder().attempts(failed).build());
    context.scope().sleep(delay, context.time());
    context.scope().throwIfCancelled();
  }

  /** Records progress, so that earlier failures no longer count. */
  void succeeded() {
    failed = 0;
  }
}
