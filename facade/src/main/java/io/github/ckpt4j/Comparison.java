package io.github.ckpt4j;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several jobs side by side, aligned by step.
 *
 * @param metric the metric they are compared by
 * @param jobs in the order in which they were given
 * @param steps for each step at which any of the jobs has a checkpoint, the checkpoint of each job
 *     that has one; of several at one step, the last by {@link Checkpoints#BY_STEP}. Checkpoints
 *     without a step are left out
 * @param best the best checkpoint of each job that reports the metric, as {@link Checkpoints#best}
 *     selects it
 */
public record Comparison(
    Metric metric,
    List<JobRef> jobs,
    SortedMap<Long, Map<JobRef, Checkpoint>> steps,
    Map<JobRef, Checkpoint> best) {

  public Comparison {
    jobs = List.copyOf(jobs);
    SortedMap<Long, Map<JobRef, Checkpoint>> copy = new TreeMap<>();
    steps.forEach(
        (step, each) -> copy.put(step, Collections.unmodifiableMap(new LinkedHashMap<>(each))));
    steps = Collections.unmodifiableSortedMap(copy);
    best = Collections.unmodifiableMap(new LinkedHashMap<>(best));
  }

  /**
   * Compares jobs whose checkpoints have been listed.
   *
   * @param checkpoints by job, each list in any order
   * @throws CheckpointException of kind {@code INVALID_REQUEST} if the metric's direction is unknown
   */
  public static Comparison of(Metric metric, Map<JobRef, List<Checkpoint>> checkpoints) {
    SortedMap<Long, Map<JobRef, Checkpoint>> steps = new TreeMap<>();
    Map<JobRef, Checkpoint> best = new LinkedHashMap<>();
    checkpoints.forEach((job, list) -> {
      list.stream().sorted(Checkpoints.BY_STEP).forEach(each -> add(each, steps));
      Checkpoints.best(list, metric).ifPresent(each -> best.put(job, each));
    });
    return new Comparison(metric, List.copyOf(checkpoints.keySet()), steps, best);
  }

  /** The best checkpoint of all jobs, by the rules of {@link Checkpoints#best}; empty if none has a value. */
  public Optional<Checkpoint> overall() {
    return Checkpoints.best(best.values(), metric);
  }

  private static void add(Checkpoint checkpoint, Map<Long, Map<JobRef, Checkpoint>> steps) {
    if (checkpoint.step() != null) {
      steps
          .computeIfAbsent(checkpoint.step(), step -> new LinkedHashMap<>())
          .put(checkpoint.job(), checkpoint);
    }
  }
}
