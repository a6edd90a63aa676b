package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Metric.Direction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the best checkpoints of a job. The metric that they are judged by depends on what the whole job
 * reports, so until the end the best by every metric that it may be are kept.
 */
final class BestGathering {
  private final int limit;
  private final @Nullable Metric named;
  private final Map<Metric, Optional<Gathering<List<Checkpoint>>>> byMetric = new HashMap<>();

  /** @param named the metric that the user named, in any case; null for a loss */
  BestGathering(int limit, @Nullable Metric named) {
    this.limit = limit;
    this.named = named;
  }

  void add(Checkpoint checkpoint) {
    for (Metric reported : checkpoint.metrics().keySet()) {
      byMetric
          .computeIfAbsent(reported, this::gathering)
          .ifPresent(gathering -> gathering.add(checkpoint));
    }
  }

  private Optional<Gathering<List<Checkpoint>>> gathering(Metric reported) {
    Optional<Metric> judging = named == null
        ? Optional.of(reported).filter(each -> each.direction() == Direction.MINIMIZE)
        : MetricSelection.find(named, Set.of(reported));
    return judging
        .filter(each -> each.direction() != Direction.UNKNOWN)
        .map(each -> Gathering.by(Checkpoints.toTop(limit, each)));
  }

  /** The best by this metric, best first; none if none has a value. */
  List<Checkpoint> best(Metric metric) {
    return byMetric
        .getOrDefault(metric, Optional.empty())
        .map(Gathering::result)
        .orElse(List.of());
  }

  /** The best by each metric that may be the one. */
  List<Checkpoint> bestByAny() {
    return byMetric.keySet().stream()
        .flatMap(metric -> best(metric).stream())
        .distinct()
        .toList();
  }
}
