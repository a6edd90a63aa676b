package io.github.ckpt4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a job's checkpoints, as the provider lists them, and the cursor of the next.
 *
 * <p>An empty page with a {@code next} is not the end. A provider without paging has one page with
 * everything.
 *
 * @param checkpoints in the provider's order
 * @param malformed those that could not be read; always empty unless lenient reading was requested
 * @param next the cursor of the page after this one, null at the end. It may be stored, and used by
 *     another process with {@link PageRequest#after}; its content is up to the provider
 */
public record Page(
    List<Checkpoint> checkpoints,
    List<MalformedCheckpoint> malformed,
    @Nullable String next) {
  /** Throws {@link IllegalArgumentException} for a {@code next} that cannot be a cursor. */
  public Page {
    if (next != null) {
      PageRequest.requireCursor(next);
    }
    checkpoints = List.copyOf(checkpoints);
    malformed = List.copyOf(malformed);
  }

  public boolean hasNext() {
    return next != null;
  }
}
