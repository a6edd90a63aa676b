package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.Deadline;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All pages of a job, one request each: the only loop over pages. It ends for every server, also for
 * one whose cursor goes round in a circle.
 */
final class Pages implements Iterator<Page> {
  private final PageReader reader;
  private final Supplier<Deadline> deadline;
  private final int maxPages;

  private @Nullable PageRequest next = PageRequest.first();
  private int read;
  private @Nullable String landmark;
  private int nextLandmark = 1;

  /**
   * @param deadline asked before each page
   */
  Pages(PageReader reader, Supplier<Deadline> deadline, int maxPages) {
    this.reader = reader;
    this.deadline = deadline;
    this.maxPages = maxPages;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Page next() {
    if (next == null) {
      throw new NoSuchElementException("The job has no more pages");
    }
    Page page = reader.read(next, deadline.get());
    read++;
    next = page.next() == null ? null : after(page.next());
    return page;
  }

  private PageRequest after(String cursor) {
    if (cursor.equals(landmark)) {
      throw endless("its cursor repeats");
    }
    if (read >= maxPages) {
      throw endless("it has more than " + maxPages + " pages");
    }
    // Brent's cycle detection: remembering one cursor, moved at powers of two, finds every circle.
    if (read == nextLandmark) {
      landmark = cursor;
      nextLandmark *= 2;
    }
    return PageRequest.after(cursor);
  }

  private CheckpointException endless(String why) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, "the list of checkpoints does not end: " + why)
        .job(reader.job())
        .build();
  }
}
