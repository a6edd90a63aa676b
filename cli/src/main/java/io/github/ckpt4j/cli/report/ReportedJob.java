package io.github.ckpt4j.cli.report;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One job on the page.
 *
 * @param job null if it could not be read
 * @param checkpoints in any order
 * @param extent whether these are all of its checkpoints
 * @param problems reasons for missing data
 */
public record ReportedJob(
    JobRef ref,
    @Nullable Job job,
    List<Checkpoint> checkpoints,
    Extent extent,
    List<String> problems) {

  /** The extent to which a job's checkpoints are known. */
  public enum Extent {
    NONE,
    /** Any of the others may be the best, or the latest. */
    SOME,
    ALL
  }

  public ReportedJob {
    checkpoints = List.copyOf(checkpoints);
    problems = List.copyOf(problems);
  }

  /** The same job with these checkpoints. */
  public ReportedJob with(List<Checkpoint> others) {
    return new ReportedJob(ref, job, others, extent, problems);
  }

  /**
   * The best checkpoint, if all are known, the metric has a direction and any checkpoint has its value.
   */
  Optional<Checkpoint> best(@Nullable Metric metric) {
    return extent != Extent.ALL || metric == null || metric.direction() == Metric.Direction.UNKNOWN
        ? Optional.empty()
        : Checkpoints.best(checkpoints, metric);
  }

  Optional<Checkpoint> latest() {
    return extent == Extent.ALL ? Checkpoints.latest(checkpoints) : Optional.empty();
  }

  /** The checkpoint that ends first. */
  Optional<Checkpoint> firstToEnd() {
    return checkpoints.stream()
        .filter(each -> each.expiry() != null)
        .min(Comparator.comparing(each -> Objects.requireNonNull(each.expiry()).at()));
  }

  @Nullable
  Expiry expiry() {
    return firstToEnd().map(Checkpoint::expiry).orElse(null);
  }

  /** The size of all checkpoints; null if none has one, or not all are known. */
  @Nullable
  Long sizeBytes() {
    if (extent != Extent.ALL) {
      return null;
    }
    return checkpoints.stream()
        .map(Checkpoint::sizeBytes)
        .filter(Objects::nonNull)
        .reduce(Long::sum)
        .orElse(null);
  }

  /**
   * The checkpoints in step order; if there are many, the best, the latest, the one that ends first,
   * and others at even distances.
   */
  List<Checkpoint> sample(int most, @Nullable Metric metric) {
    List<Checkpoint> all = checkpoints.stream().sorted(Checkpoints.BY_STEP).toList();
    if (all.size() <= most) {
      return all;
    }
    List<Checkpoint> kept = Stream.of(best(metric), latest(), firstToEnd())
        .flatMap(Optional::stream)
        .toList();
    int distance = all.size() / Math.max(1, most - kept.size()) + 1;
    List<Checkpoint> sample = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % distance == 0 || kept.contains(all.get(i))) {
        sample.add(all.get(i));
      }
    }
    return sample;
  }
}
