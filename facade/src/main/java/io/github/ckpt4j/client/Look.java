package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Page;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far a watch reads the list of a job. One that is sorted newest first has nothing new behind a
 * checkpoint that was reported, so that a look costs the same however many those are. A list is taken to be
 * sorted so if the last one that was read to its end was.
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

  /** @param mayStop whether to stop where no more news is, as long as the list is newest first */
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

  /** News behind a reported one, or that may be a reported one with another id, needs the whole list. */
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

  /** Whether the checkpoints that were read came newest first, and were not all created at one time. */
  boolean isNewestFirst() {
    return newestFirst && atSeveralTimes;
  }

  /** Whether the rest of the list was left out. */
  boolean hasStopped() {
    return stopped;
  }
}
