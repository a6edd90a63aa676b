package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The checkpoints of a job whose weights are archived. */
enum Weights {
  /** The one with the lowest loss; if none is reported, the result or the latest. */
  BEST,
  /** The end result; if the provider does not report which one that is, the latest. */
  FINAL,
  /** The one with the highest step. */
  LATEST,
  /** Each of them. */
  ALL,
  /** None of them. */
  NONE;

  List<Checkpoint> of(List<Checkpoint> checkpoints) {
    return switch (this) {
      case BEST ->
        MetricSelection.judging(checkpoints)
            .flatMap(metric -> MetricSelection.best(checkpoints, metric))
            .or(() -> result(checkpoints))
            .stream()
            .toList();
      case FINAL -> result(checkpoints).stream().toList();
      case LATEST -> Checkpoints.latest(checkpoints).stream().toList();
      case ALL -> checkpoints;
      case NONE -> List.of();
    };
  }

  private static Optional<Checkpoint> result(List<Checkpoint> checkpoints) {
    return CheckpointChoice.result(checkpoints).or(() -> Checkpoints.latest(checkpoints));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
