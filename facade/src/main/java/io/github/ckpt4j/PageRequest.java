package io.github.ckpt4j;

import org.jspecify.annotations.Nullable;

/**
 * Requests one page of a list: of a job's checkpoints or events, or of a provider's jobs.
 *
 * @param cursor where to continue, from {@link Page#next}; null for the first page
 * @param size how many items the page should have, at least 1; null for the provider's default.
 *     Providers without paging ignore it
 */
public record PageRequest(@Nullable String cursor, @Nullable Integer size) {
  private static final PageRequest FIRST = new PageRequest(null, null);

  /** Throws {@link IllegalArgumentException} for a size below 1 or an impossible cursor. */
  public PageRequest {
    if (size != null && size < 1) {
      throw new IllegalArgumentException("A page must have at least 1 item, not " + size);
    }
    if (cursor != null) {
      requireCursor(cursor);
    }
  }

  static void requireCursor(String cursor) {
    if (cursor.isEmpty() || cursor.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "A cursor is the 'next' of an earlier page; this is not one: " + Text.quoted(cursor));
    }
  }

  /** The first page, of the provider's default size. */
  public static PageRequest first() {
    return FIRST;
  }

  /** The page that follows the one whose {@link Page#next} this is. */
  public static PageRequest after(String cursor) {
    return new PageRequest(cursor, null);
  }

  /** This request, for this many items. */
  public PageRequest size(int items) {
    return new PageRequest(cursor, items);
  }
}
