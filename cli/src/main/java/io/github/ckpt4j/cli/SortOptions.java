package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CallOptions;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The order of checkpoints, and how many to show. */
final class SortOptions {
  private static final int USUAL_PAGE = 100;
  private static final List<String> KEYS = List.of("step", "created", "size", "id");

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      completionCandidates = Candidates.class,
      description = "Sort by step, created, size, id or a metric, in ascending order.")
  private @Nullable String key;

  @Option(
      names = {"-r", "--reverse"},
      description = "Sort in descending order; without --sort, by step.")
  private boolean reverse;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Show at most N checkpoints per job: with --sort or --reverse, the first N;"
          + " otherwise the N newest steps in a table, and in json, jsonl and csv the first N that"
          + " the provider returns.")
  private @Nullable Integer limit;

  /** Completes the keys, and the usual metrics. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(KEYS.stream(), MetricOption.usual()).iterator();
    }
  }

  /** Refuses an invalid limit before anything is requested. */
  void check() {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException("--limit must be 1 or more, not " + limit);
    }
  }

  /** Whether checkpoints may be shown as they arrive. */
  boolean isAny() {
    return key == null && !reverse;
  }

  /** The first of those that arrive, if there is a limit. */
  Stream<Checkpoint> limit(Stream<Checkpoint> checkpoints) {
    return limit == null ? checkpoints : checkpoints.limit(limit);
  }

  /**
   * The checkpoints that a table shows, in order.
   *
   * @param all the checkpoints that may have the keys
   * @throws NoMatchException if the key is neither a field nor a metric of the job
   */
  List<Checkpoint> choose(List<Checkpoint> filtered, JobRef job, List<Checkpoint> all) {
    List<Checkpoint> sorted = filtered.stream().sorted(comparator(job, all)).toList();
    int size = limit == null ? sorted.size() : Math.min(limit, sorted.size());
    return isAny() ? sorted.subList(sorted.size() - size, sorted.size()) : sorted.subList(0, size);
  }

  /** Pages no larger than the limit, so that no checkpoint is requested needlessly. */
  CallOptions sized(CallOptions options) {
    return limit == null || !isAny() || limit >= USUAL_PAGE ? options : options.pageSize(limit);
  }

  /** A metric to sort by, if any. */
  @Nullable
  String metric() {
    return key == null || KEYS.contains(key.toLowerCase(Locale.ROOT)) ? null : key;
  }

  private Comparator<Checkpoint> comparator(JobRef job, List<Checkpoint> all) {
    String name = key == null ? "step" : key;
    Comparator<Checkpoint> comparator = switch (name.toLowerCase(Locale.ROOT)) {
      case "step" -> Checkpoints.BY_STEP;
      case "id" -> Comparator.comparing(Checkpoint::id);
      case "created" -> by(Checkpoint::createdAt);
      case "size" -> by(Checkpoint::sizeBytes);
      default -> {
        Metric metric =
            MetricSelection.require(List.of(Metric.of(name)), job, all).get(0);
        yield by(each -> each.metrics().get(metric));
      }
    };
    return reverse ? comparator.reversed() : comparator;
  }

  /** Unknown values come first, as in {@link Checkpoints#BY_STEP}. */
  private static <T extends Comparable<T>> Comparator<Checkpoint> by(
      Function<Checkpoint, @Nullable T> value) {
    return Comparator.comparing(value, Comparator.nullsFirst(Comparator.<T>naturalOrder()))
        .thenComparing(Checkpoints.BY_STEP);
  }
}
