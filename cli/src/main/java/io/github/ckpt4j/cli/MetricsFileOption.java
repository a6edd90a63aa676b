package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.Evaluations;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The user's own evaluation of checkpoints, in a file. */
final class MetricsFileOption {
  private static final int MOST_SHOWN = 3;

  @Option(
      names = "--metrics-file",
      paramLabel = "FILE",
      description = "Add your own evaluation: JSON Lines or CSV with metric, value, and step, id or"
          + " model.")
  private @Nullable Path file;

  private @Nullable MetricHistory read;

  boolean isGiven() {
    return file != null;
  }

  /** The metrics in the file; empty without a file. Reads the file, before anything is requested. */
  Set<Metric> metrics() {
    return file == null ? Set.of() : history(file).evaluated();
  }

  /**
   * The metric to judge by: the named one, or the only one in the file.
   *
   * @throws IllegalArgumentException if the file has several and the user named none
   */
  @Nullable
  Metric judging(@Nullable Metric named) {
    Set<Metric> metrics = metrics();
    if (named != null || metrics.isEmpty()) {
      return named;
    }
    if (metrics.size() > 1) {
      throw new IllegalArgumentException(file + " has several metrics ("
          + metrics.stream().map(Metric::name).collect(Collectors.joining(", "))
          + "): choose one with --metric");
    }
    return metrics.iterator().next();
  }

  /** A client for commands that make no sense without the named metric. */
  CheckpointClient clientFor(Ckpt ckpt, @Nullable Metric named) {
    return named != null && Metric.find(named.name(), metrics()).isPresent()
        ? ckpt.client(UnaryOperator.identity())
        : ckpt.clientForMetrics(named);
  }

  /**
   * The checkpoints of all jobs with the evaluation, if any. Reports rows that match no checkpoint,
   * and metrics that a provider reports too.
   */
  Map<JobRef, List<Checkpoint>> join(
      Map<JobRef, ? extends Collection<Checkpoint>> jobs, Messages messages) {
    if (file != null) {
      MetricHistory history = history(file);
      List<Checkpoint> all = jobs.values().stream()
          .flatMap(Collection::stream)
          .collect(Collectors.toUnmodifiableList());
      warnOfUnmatched(history.unmatched(all), messages);
      noteReplaced(history, all, messages);
    }
    return join(jobs);
  }

  /** The same, without reporting. */
  Map<JobRef, List<Checkpoint>> join(Map<JobRef, ? extends Collection<Checkpoint>> jobs) {
    Map<JobRef, List<Checkpoint>> joined = new LinkedHashMap<>();
    jobs.forEach((job, list) -> joined.put(job, List.copyOf(list)));
    if (file != null) {
      MetricHistory history = history(file);
      history.join(
          joined.values().stream().flatMap(List::stream).toList()); // Refuses ambiguous rows.
      joined.replaceAll((job, list) -> history.join(list));
    }
    return joined;
  }

  private MetricHistory history(Path from) {
    MetricHistory history = read == null ? Evaluations.read(from) : read;
    read = history;
    return history;
  }

  private void warnOfUnmatched(List<String> unmatched, Messages messages) {
    if (!unmatched.isEmpty()) {
      String shown = unmatched.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
      messages.warn(file + ": " + HumanFormat.count(unmatched.size(), "checkpoint")
          + " in it not found: " + shown + (unmatched.size() > MOST_SHOWN ? ", …" : ""));
    }
  }

  private void noteReplaced(MetricHistory history, Collection<Checkpoint> all, Messages messages) {
    Set<Metric> reported = MetricSelection.reported(all);
    String replaced = history.evaluated().stream()
        .map(Metric::name)
        .filter(name -> Metric.find(name, reported).isPresent())
        .collect(Collectors.joining(", "));
    if (!replaced.isEmpty()) {
      messages.note("Taken from " + file + " instead of the provider: " + replaced + ".");
    }
  }
}
