package io.github.ckpt4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a provider's jobs, and the cursor of the next.
 *
 * <p>An empty page with a {@code next} is not the end. A page may have a {@code next} and yet be
 * the last: some providers do not mark the end of their list, and others repeat a page endlessly.
 * {@code CheckpointClient.jobs} ends in either case.
 *
 * @param jobs in the provider's order
 * @param unaddressable jobs that exist and that no {@link JobRef} can name, because the provider
 *     does not report their full address
 * @param malformed jobs that could not be read; always empty unless the caller reads leniently
 * @param next the cursor of the page after this one, for {@link PageRequest#after}; null at the end
 */
public record JobPage(
    List<Job> jobs,
    List<UnaddressableJob> unaddressable,
    List<MalformedJob> malformed,
    @Nullable String next) {
  /** Throws {@link IllegalArgumentException} for a {@code next} that cannot be a cursor. */
  public JobPage {
    if (next != null) {
      PageRequest.requireCursor(next);
    }
    jobs = List.copyOf(jobs);
    unaddressable = List.copyOf(unaddressable);
    malformed = List.copyOf(malformed);
  }

  /** A page of jobs that could all be read and named. */
  public static JobPage of(List<Job> jobs, @Nullable String next) {
    return new JobPage(jobs, List.of(), List.of(), next);
  }

  public boolean hasNext() {
    return next != null;
  }
}
