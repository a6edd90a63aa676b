package io.github.ckpt4j;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several jobs side by side, aligned by step.
 *
 * @param metric what they are compared by
 * @param jobs in the order they were asked for
 * @param steps for each step at which any of the jobs has a checkpoint, the checkpoint of each job
 *     that has one; of several at one step, the latest as {@link Checkpoints#BY_STEP} has it.
 *     Checkpoints without a step are left out
 * @param best the best checkpoint of each job that reports the metric, as {@link Checkpoints#best}
 *     has it
 */
public record Comparison(
    Metric metric,
    List<JobRef> jobs,
    SortedMap<Long, Map<JobRef, Checkpoint>> steps,
    Map<JobRef, Checkpoint> best) {

  public Comparison {
    jobs = List.copyOf(jobs);
    steps = Collections.unmodifiableSortedMap(steps);
    best = Collections.unmodifiableMap(best);
  }

  /**
   * Compares jobs whose checkpoints have been listed.
   *
   * @param checkpoints by job, each list in any order
   * @throws IllegalArgumentException if there are checkpoints and none of any job has the metric
   */
  public static Comparison of(Metric metric, Map<JobRef, List<Checkpoint>> checkpoints) {
    Checkpoints.requireReported(
        checkpoints.values().stream().flatMap(Collection::stream).toList(), metric);
    SortedMap<Long, Map<JobRef, Checkpoint>> steps = new TreeMap<>();
    Map<JobRef, Checkpoint> best = new LinkedHashMap<>();
    checkpoints.forEach((job, list) -> {
      list.stream().sorted(Checkpoints.BY_STEP).forEach(each -> add(each, steps));
      Checkpoints.ranked(list, metric).findFirst().ifPresent(each -> best.put(job, each));
    });
    return new Comparison(metric, List.copyOf(checkpoints.keySet()), steps, best);
  }

  private static void add(Checkpoint checkpoint, Map<Long, Map<JobRef, Checkpoint>> steps) {
    if (checkpoint.step() != null) {
      steps
          .computeIfAbsent(checkpoint.step(), step -> new LinkedHashMap<>())
          .put(checkpoint.job(), checkpoint);
    }
  }
}
