package io.github.ckpt4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a job's events, and the cursor of the next. An empty page with a {@code next} is not
 * the end.
 *
 * @param events in the provider's order
 * @param next the cursor of the page after this one, for {@link PageRequest#after}; null at the end
 */
public record JobEventPage(List<JobEvent> events, @Nullable String next) {
  /** Throws {@link IllegalArgumentException} for a {@code next} that cannot be a cursor. */
  public JobEventPage {
    if (next != null) {
      PageRequest.requireCursor(next);
    }
    events = List.copyOf(events);
  }
}
