package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Page;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides how far a watch reads the list of a job. In a list sorted newest first, nothing
 * new follows a checkpoint that was already reported, so the cost of a poll does not depend on how
 * many were. A list is assumed to be sorted this way if the last one read to its end was.
 */
final class Look implements Predicate<Page> {
  private final SeenCheckpoints seen;
  private final boolean mayStop;
  private boolean newestFirst = true;
  private boolean atSeveralTimes;
  private boolean reachedReported;
  private boolean doubtful;
  private boolean stopped;
  private @Nullable Instant oldest;

  /**
   * @param mayStop whether to stop where nothing new follows, as long as the list is newest first
   */
  Look(SeenCheckpoints seen, boolean mayStop) {
    this.seen = seen;
    this.mayStop = mayStop;
  }

  /** Whether this page, the next of the list, is the last one to read. */
  @Override
  public boolean test(Page page) {
    doubtful |= !page.malformed().isEmpty();
    for (Checkpoint each : page.checkpoints()) {
      checkOrder(each);
      if (mayStop) {
        checkNews(each);
      }
    }
    stopped = mayStop && reachedReported && newestFirst && !doubtful;
    return stopped;
  }

  /**
   * The whole list is needed if a new checkpoint follows a reported one, or may be one with another
   * id.
   */
  private void checkNews(Checkpoint next) {
    boolean isReported = seen.isReported(next);
    reachedReported |= isReported;
    doubtful |= !isReported && (reachedReported || seen.mayBeReportedWithOtherId(next));
  }

  private void checkOrder(Checkpoint next) {
    Instant created = next.createdAt();
    newestFirst &= created != null && (oldest == null || !created.isAfter(oldest));
    atSeveralTimes |= created != null && oldest != null && created.isBefore(oldest);
    oldest = created;
  }

  /**
   * Whether the checkpoints so far were newest first, and were not all created at the same time.
   */
  boolean isNewestFirst() {
    return newestFirst && atSeveralTimes;
  }

  /** Whether the rest of the list was skipped. */
  boolean hasStopped() {
    return stopped;
  }
}
