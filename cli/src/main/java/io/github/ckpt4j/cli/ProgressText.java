package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.cli.print.HumanFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The progress of a job, for people: {@code step 400 of 1,000, 40 %, ETA 12 min}. */
final class ProgressText {
  private ProgressText() {}

  /**
   * The progress in words; empty if nothing is known. The end is the provider's estimate or, if it
   * reports only the number of steps, derived from how fast checkpoints were saved so far.
   */
  static String of(JobProgress progress, Collection<Checkpoint> saved, Instant now) {
    JobProgress current = withSteps(progress, saved);
    List<String> words = new ArrayList<>();
    current.fraction().ifPresent(fraction -> {
      words.add("step " + HumanFormat.count(current.step() == null ? 0 : current.step()) + " of "
          + HumanFormat.count(current.totalSteps() == null ? 0 : current.totalSteps()));
      words.add(String.format(Locale.ROOT, "%.0f %%", Math.floor(100 * fraction)));
    });
    Instant end = current.estimatedEnd();
    if (end != null && end.isAfter(now)) {
      words.add("ETA " + HumanFormat.duration(Duration.between(now, end)));
    } else if (end == null) {
      left(current, saved).ifPresent(time -> words.add("ETA about " + HumanFormat.duration(time)));
    }
    return String.join(", ", words);
  }

  /** A checkpoint may be ahead of the last reported progress. */
  private static JobProgress withSteps(JobProgress progress, Collection<Checkpoint> saved) {
    Long latest = Checkpoints.latest(saved).map(Checkpoint::step).orElse(null);
    Long reported = progress.step();
    Long step = reported == null || (latest != null && latest > reported) ? latest : reported;
    return new JobProgress(step, progress.totalSteps(), progress.estimatedEnd());
  }

  private static Optional<Duration> left(JobProgress progress, Collection<Checkpoint> saved) {
    List<Checkpoint> timed = saved.stream()
        .filter(each -> each.step() != null && each.createdAt() != null)
        .sorted(Checkpoints.BY_STEP)
        .toList();
    if (timed.size() < 2 || progress.step() == null || progress.totalSteps() == null) {
      return Optional.empty();
    }
    Checkpoint first = timed.get(0);
    Checkpoint last = timed.get(timed.size() - 1);
    long steps = value(last.step()) - value(first.step());
    Duration time = Duration.between(first.createdAt(), last.createdAt());
    long left = progress.totalSteps() - progress.step();
    return steps <= 0 || time.isNegative() || time.isZero() || left < 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) ((double) time.toMillis() / steps * left)));
  }

  private static long value(@Nullable Long step) {
    return step == null ? 0 : step;
  }
}
