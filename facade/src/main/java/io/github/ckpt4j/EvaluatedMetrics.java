package io.github.ckpt4j;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values measured for individual checkpoints; no other checkpoint gets them. */
final class EvaluatedMetrics {
  private final Map<Key, Map<Metric, Double>> values = new LinkedHashMap<>();
  private final SortedSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final SortedSet<Metric> metrics = new TreeSet<>();

  /**
   * The checkpoints that a value belongs to.
   *
   * @param job null if the job was not named
   * @param step null if the name is given
   * @param name an id or a model name; null if the step is given
   */
  private record Key(
      @Nullable JobRef job, @Nullable Long step, @Nullable String name) {
    @Override
    public String toString() {
      String checkpoint = step == null ? String.valueOf(name) : "step " + step;
      return job == null ? checkpoint : checkpoint + " of " + job;
    }
  }

  void put(
      Metric metric,
      @Nullable JobRef job,
      @Nullable Long step,
      @Nullable String name,
      double value) {
    names.add(metric.name());
    metrics.add(metric);
    values
        .computeIfAbsent(new Key(job, step, name), each -> new LinkedHashMap<>())
        .put(metric, value);
  }

  SortedSet<Metric> metrics() {
    return Collections.unmodifiableSortedSet(metrics);
  }

  /** All values of a metric, in any case. */
  List<Double> values(Metric metric) {
    return Metric.find(metric.name(), metrics).stream()
        .flatMap(found -> values.values().stream().map(each -> each.get(found)))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * The checkpoint with the values measured for it, which replace its own metrics of these names.
   */
  Checkpoint join(Checkpoint checkpoint) {
    if (values.isEmpty()) {
      return checkpoint;
    }
    Map<Metric, Double> joined = new LinkedHashMap<>();
    checkpoint.metrics().forEach((metric, value) -> {
      if (!names.contains(metric.name())) {
        joined.put(metric, value);
      }
    });
    keys(checkpoint)
        .forEach(key -> values.getOrDefault(key, Map.of()).forEach((metric, value) -> {
          Double other = joined.put(metric, value);
          if (other != null && !other.equals(value)) {
            throw invalid("checkpoint " + Text.quoted(checkpoint.id()) + " of " + checkpoint.job()
                + " has two values of " + Text.quoted(metric.name()) + ": " + other + " and "
                + value);
          }
        }));
    return checkpoint.withMetrics(joined);
  }

  /** Refuses a value that could belong to checkpoints of several jobs. */
  void requireOneJobEach(Collection<Checkpoint> checkpoints) {
    Map<Key, JobRef> jobs = new HashMap<>();
    for (Checkpoint checkpoint : checkpoints) {
      keys(checkpoint).filter(key -> key.job() == null).forEach(key -> {
        JobRef other = jobs.putIfAbsent(key, checkpoint.job());
        if (other != null && !other.equals(checkpoint.job())) {
          throw invalid("the evaluation of " + Text.quoted(key.toString()) + " could belong to "
              + other + " or " + checkpoint.job() + ": add the job to it, or name the model");
        }
      });
    }
  }

  /** Descriptions of the values for these jobs that belong to none of these checkpoints. */
  List<String> unmatched(Collection<Checkpoint> checkpoints) {
    Set<Key> matched = new HashSet<>();
    Set<JobRef> jobs = new HashSet<>();
    checkpoints.forEach(checkpoint -> {
      jobs.add(checkpoint.job());
      keys(checkpoint).forEach(matched::add);
    });
    return values.keySet().stream()
        .filter(key -> !matched.contains(key))
        .filter(key -> key.job() == null || jobs.contains(key.job()))
        .map(Key::toString)
        .toList();
  }

  private Stream<Key> keys(Checkpoint checkpoint) {
    return Stream.of(
            new Key(null, checkpoint.step(), null),
            new Key(null, null, checkpoint.id()),
            new Key(null, null, checkpoint.modelName()),
            new Key(checkpoint.job(), checkpoint.step(), null),
            new Key(checkpoint.job(), null, checkpoint.id()),
            new Key(checkpoint.job(), null, checkpoint.modelName()))
        .distinct()
        .filter(values::containsKey);
  }

  private static CheckpointException invalid(String problem) {
    return CheckpointException.builder(Kind.INVALID_REQUEST, problem).build();
  }
}
