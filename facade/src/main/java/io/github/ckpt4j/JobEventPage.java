package io.github.ckpt4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a job's events and where to go on. An empty page with a {@code next} is not the end.
 *
 * @param events in the provider's order
 * @param next the cursor of the page after this one, for {@link PageRequest#after}; null at the end
 */
public record JobEventPage(List<JobEvent> events, @Nullable String next) {
  /** Throws {@link IllegalArgumentException} for a {@code next} that no page can be requested by. */
  public JobEventPage {
    if (next != null) {
      PageRequest.requireCursor(next);
    }
    events = List.copyOf(events);
  }
}
