package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Metric;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which order checkpoints come, and how many. */
final class SortOptions {
  @Option(
      names = "--sort",
      paramLabel = "KEY",
      description = "Sort by step, created, size, id or a metric, the lowest first.")
  private @Nullable String key;

  @Option(
      names = {"-r", "--reverse"},
      description = "The highest first; without --sort, the highest step.")
  private boolean reverse;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many of each job: the first ones in the order of --sort or"
          + " --reverse. Without these the first that come, so that no more pages are read than"
          + " needed.")
  private @Nullable Integer limit;

  /** Whether the order in which the provider sends them will do. */
  boolean isAny() {
    return key == null && !reverse;
  }

  Stream<Checkpoint> apply(Stream<Checkpoint> checkpoints) {
    Stream<Checkpoint> sorted = isAny() ? checkpoints : checkpoints.sorted(comparator());
    return limit == null ? sorted : sorted.limit(atLeastOne(limit));
  }

  /** How many checkpoints a page should hold, so that none is asked for in vain. */
  int pageSize(int usual) {
    return limit == null || !isAny() ? usual : Math.min(usual, atLeastOne(limit));
  }

  private Comparator<Checkpoint> comparator() {
    Comparator<Checkpoint> comparator = switch (key == null ? "step" : key) {
      case "step" -> Checkpoints.BY_STEP;
      case "id" -> Comparator.comparing(Checkpoint::id);
      case "created" -> by(Checkpoint::createdAt);
      case "size" -> by(Checkpoint::sizeBytes);
      default -> by(each -> each.metrics().get(Metric.of(String.valueOf(key))));
    };
    return reverse ? comparator.reversed() : comparator;
  }

  /** What has no value goes first, as in {@link Checkpoints#BY_STEP}. */
  private static <T extends Comparable<T>> Comparator<Checkpoint> by(
      Function<Checkpoint, @Nullable T> value) {
    return Comparator.comparing(value, Comparator.nullsFirst(Comparator.<T>naturalOrder()))
        .thenComparing(Checkpoints.BY_STEP);
  }

  private static int atLeastOne(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("--limit is at least 1, not " + limit);
    }
    return limit;
  }
}
