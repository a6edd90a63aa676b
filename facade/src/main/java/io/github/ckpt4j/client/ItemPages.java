package io.github.ckpt4j.client;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.PageRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A list of jobs or events, page by page. It ends at every server: some repeat a page forever and
 * others do not mark the end, so a page with nothing new is the last. Each item appears once,
 * unless very many others come between, as the list may be too long for memory.
 *
 * @param <T> the items
 */
final class ItemPages<T> implements Iterator<List<T>> {
  private static final int MOST_WITHOUT_ITEMS = 10;

  private final Function<PageRequest, Slice<T>> read;
  private final Runnable repeated;
  private final int maxPages;
  private final Set<String> seen = Collections.newSetFromMap(new Window());
  private @Nullable PageRequest next = PageRequest.first();
  private int count;
  private int withoutItems;
  private boolean broughtSomethingNew;

  /**
   * One page.
   *
   * @param items the items to return
   * @param ids the ids of all items on the page, including those not returned; null for an item
   *     without an id, which is always new
   */
  record Slice<T>(
      List<T> items, List<@Nullable String> ids, @Nullable String next) {}

  /**
   * @param read reads one page
   * @param repeated called when the list ends because it repeats itself
   */
  ItemPages(Function<PageRequest, Slice<T>> read, int maxPages, Runnable repeated) {
    this.read = read;
    this.maxPages = maxPages;
    this.repeated = repeated;
  }

  /** Remembers the latest ids. */
  private static final class Window extends LinkedHashMap<String, Boolean> {
    private static final long serialVersionUID = 1L;
    private static final int SIZE = 100_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > SIZE;
    }
  }

  /** The items of all pages; no page is requested before its first item is needed. */
  static <T> Stream<T> stream(ItemPages<T> pages) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .flatMap(List::stream);
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public List<T> next() {
    if (next == null) {
      throw new NoSuchElementException("The list has no more pages");
    }
    if (count++ >= maxPages) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE, "the list does not end: it has more than " + maxPages + " pages")
          .build();
    }
    PageRequest current = next;
    Slice<T> slice = read.apply(current);
    List<T> fresh = fresh(slice);
    next = slice.next() == null ? null : PageRequest.after(slice.next());
    if (next != null && isStuck(slice, current)) {
      next = null;
      repeated.run();
    }
    return fresh;
  }

  /** Pages without a readable item can be distinguished only by their cursor. */
  private boolean isStuck(Slice<T> slice, PageRequest current) {
    if (!slice.ids().isEmpty()) {
      withoutItems = 0;
      return !broughtSomethingNew;
    }
    withoutItems++;
    return withoutItems > MOST_WITHOUT_ITEMS || Objects.equals(slice.next(), current.cursor());
  }

  private List<T> fresh(Slice<T> slice) {
    broughtSomethingNew = false;
    List<T> fresh = new ArrayList<>(slice.items().size());
    for (int i = 0; i < slice.ids().size(); i++) {
      String id = slice.ids().get(i);
      if (id == null || seen.add(id)) {
        broughtSomethingNew = true;
        if (i < slice.items().size()) {
          fresh.add(slice.items().get(i));
        }
      }
    }
    return fresh;
  }
}
