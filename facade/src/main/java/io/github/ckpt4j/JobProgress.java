package io.github.ckpt4j;

import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a job, as its provider reports it; nothing is estimated here.
 *
 * @param step the training step that it has reached; null if not reported
 * @param totalSteps how many steps it will have; null if not reported
 * @param estimatedEnd when it is expected to end; null if not reported
 */
public record JobProgress(
    @Nullable Long step,
    @Nullable Long totalSteps,
    @Nullable Instant estimatedEnd) {
  /** The progress of a job whose provider reports none. */
  public static final JobProgress UNKNOWN = new JobProgress(null, null, null);

  /**
   * The completed fraction of the steps, from 0 to 1; empty if steps or their number are unknown.
   */
  public OptionalDouble fraction() {
    return step == null || totalSteps == null || totalSteps <= 0 || step < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.min(1.0, (double) step / totalSteps));
  }

  /** This progress, with its missing values taken from another. */
  public JobProgress or(JobProgress other) {
    return new JobProgress(
        step == null ? other.step : step,
        totalSteps == null ? other.totalSteps : totalSteps,
        estimatedEnd == null ? other.estimatedEnd : estimatedEnd);
  }
}
