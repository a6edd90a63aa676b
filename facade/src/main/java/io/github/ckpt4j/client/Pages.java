package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.http.Deadline;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All pages of a job, one request each: the only loop over pages. It ends for every server, even
 * one that ignores the cursor or whose cursors form a cycle. A checkpoint that was on an earlier
 * page is skipped: pages overlap when checkpoints are added while they are read.
 */
final class Pages implements Iterator<Page> {
  /** One page with nothing new may overlap the page before it; two mean that the list repeats. */
  private static final int MAX_PAGES_WITHOUT_NEWS = 1;

  private final PageReader reader;
  private final Supplier<Deadline> deadline;
  private final int maxPages;
  private final Repeats repeats = new Repeats();

  private @Nullable PageRequest next = PageRequest.first();
  private int read;
  private int withoutNews;
  private @Nullable String landmark;
  private int nextLandmark = 1;

  /**
   * @param deadline supplies a deadline for each page
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
    List<Checkpoint> news = page.checkpoints().stream().filter(repeats::isNew).toList();
    countNews(page, news);
    next = page.next() == null ? null : after(page.next());
    return news.size() == page.checkpoints().size()
        ? page
        : new Page(news, page.malformed(), page.next());
  }

  private void countNews(Page page, List<Checkpoint> news) {
    boolean repeatsOnly = news.isEmpty() && !page.checkpoints().isEmpty();
    withoutNews = repeatsOnly ? withoutNews + 1 : 0;
    if (withoutNews > MAX_PAGES_WITHOUT_NEWS && page.hasNext()) {
      throw endless("its pages repeat");
    }
  }

  private PageRequest after(String cursor) {
    if (cursor.equals(landmark)) {
      throw endless("its cursor repeats");
    }
    if (read >= maxPages) {
      throw endless("it has more than " + maxPages + " pages");
    }
    // Brent's cycle detection: remembering one cursor, moved at powers of two, finds every cycle.
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
