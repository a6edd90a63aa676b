package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which checkpoints of a job are meant. */
final class CheckpointChoice {
  @Option(
      names = "--best",
      paramLabel = "METRIC",
      completionCandidates = MetricOption.Candidates.class,
      description = "The best checkpoint by this metric, such as valid_loss or reward:max.")
  private @Nullable Metric best;

  @Option(names = "--latest", description = "The checkpoint of the highest step.")
  private boolean latest;

  @Option(names = "--step", paramLabel = "N", description = "The checkpoint at this step.")
  private @Nullable Long step;

  @Option(
      names = "--final",
      description =
          "The job's end result. Without any choice: the end result or, where the provider"
              + " does not report which one that is, the latest.")
  private boolean end;

  @Option(names = "--all-steps", description = "All checkpoints, each in a directory of its own.")
  private boolean all;

  /** Throws {@link IllegalArgumentException} if the user has made several choices. */
  void check() {
    long choices = Stream.of(best != null, latest, step != null, end, all)
        .filter(made -> made)
        .count();
    if (choices > 1) {
      throw new IllegalArgumentException(
          "choose one of --best, --latest, --step, --final and --all-steps");
    }
  }

  /** The metric to choose by; null if by something else. */
  @Nullable
  Metric best() {
    return best;
  }

  boolean isMany() {
    return all;
  }

  /**
   * The checkpoints that are meant.
   *
   * @throws NotFoundException if there is none
   * @throws NoMatchException if the job does not report the metric
   */
  List<Checkpoint> of(JobRef job, Collection<Checkpoint> checkpoints) {
    if (checkpoints.isEmpty()) {
      throw new NotFoundException(job + " has no checkpoints yet");
    }
    List<Checkpoint> usable = checkpoints.stream().filter(Checkpoint::isUsable).toList();
    if (usable.isEmpty()) {
      throw new NotFoundException("the checkpoints of " + job + " are still being saved");
    }
    return all ? usable : List.of(one(job, usable));
  }

  private Checkpoint one(JobRef job, List<Checkpoint> checkpoints) {
    if (best != null) {
      Metric metric = MetricSelection.judging(best, job, Checkpoints.metrics(checkpoints));
      return MetricSelection.best(checkpoints, metric)
          .orElseThrow(() -> new NotFoundException(job + " has no value of " + metric));
    }
    if (step != null) {
      return Checkpoints.atStep(checkpoints, step)
          .orElseThrow(() -> new NotFoundException(job + " has no checkpoint at step " + step
              + ". Hint: 'ckpt list " + job + "' shows the steps"));
    }
    Optional<Checkpoint> result = latest ? Optional.empty() : result(checkpoints);
    if (end && result.isEmpty()) {
      throw new NotFoundException(
          job + " has no checkpoint that is reported as its end result. Hint: --latest takes the"
              + " one of the highest step");
    }
    return result.or(() -> Checkpoints.latest(checkpoints)).orElseThrow();
  }

  /** The end result of a job; of several, the one that {@link Checkpoints#latest} prefers. */
  static Optional<Checkpoint> result(Collection<Checkpoint> checkpoints) {
    return Checkpoints.latest(
        checkpoints.stream().filter(each -> each.role() == Role.FINAL).toList());
  }
}
