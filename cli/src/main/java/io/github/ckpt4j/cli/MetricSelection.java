package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** Reads the names of metrics, and chooses one where the user named none. */
final class MetricSelection {
  private static final List<Metric> PREFERRED = List.of(Metric.VALID_LOSS, Metric.FULL_VALID_LOSS);
  private static final List<Metric> SHOWN = List.of(Metric.TRAIN_LOSS, Metric.VALID_LOSS);

  private MetricSelection() {}

  /** Reads {@code valid_loss}, or {@code reward:max} where the name does not tell the direction. */
  static final class Converter implements ITypeConverter<Metric> {
    @Override
    public Metric convert(String text) {
      String name = text.replaceFirst(":(min|max)$", "");
      if (name.isBlank()) {
        throw new InvalidArgument("a metric has a name, such as valid_loss");
      }
      Metric metric = Metric.of(name);
      if (text.endsWith(":min")) {
        return metric.minimized();
      }
      return text.endsWith(":max") ? metric.maximized() : metric;
    }
  }

  /** The metric that checkpoints are judged by: a loss, on other than training data if there is one. */
  static Optional<Metric> judging(Collection<Checkpoint> checkpoints) {
    return losses(reported(checkpoints)).findFirst();
  }

  /** The metric to judge by, named or chosen. */
  static Metric judging(@Nullable Metric named, Collection<Checkpoint> checkpoints) {
    return Optional.ofNullable(named)
        .or(() -> judging(checkpoints))
        .orElseThrow(
            () -> new IllegalArgumentException("No loss is reported, so say by which metric"
                + " to judge, with --metric. There is: "
                + reported(checkpoints).stream()
                    .map(Metric::name)
                    .collect(Collectors.joining(", "))));
  }

  /** The metrics that a table shows: those named, or the usual losses and those judged by. */
  static Collection<Metric> shown(
      Collection<Metric> named, Collection<Checkpoint> checkpoints, boolean all) {
    if (!named.isEmpty()) {
      return named;
    }
    Set<Metric> there = reported(checkpoints);
    if (all) {
      return there;
    }
    Collection<List<Checkpoint>> byJob = checkpoints.stream()
        .collect(Collectors.groupingBy(Checkpoint::job, LinkedHashMap::new, Collectors.toList()))
        .values();
    return Stream.concat(SHOWN.stream(), byJob.stream().flatMap(job -> judging(job).stream()))
        .filter(there::contains)
        .distinct()
        .toList();
  }

  /**
   * The metrics that are columns of CSV, which must be known before the first checkpoint is: those
   * named, or those that the jobs' providers are known to report.
   */
  static Collection<Metric> columns(Collection<Metric> named, Collection<JobRef> jobs) {
    if (!named.isEmpty()) {
      return named;
    }
    List<String> providers = jobs.stream().map(JobRef::provider).toList();
    return Configuration.providers().stream()
        .filter(info -> providers.contains(info.name()))
        .flatMap(info -> info.metrics().stream())
        .distinct()
        .toList();
  }

  /** The best checkpoint by a metric, if its direction is known and any has a number for it. */
  static Optional<Checkpoint> best(Collection<Checkpoint> checkpoints, Metric metric) {
    return metric.direction() != Metric.Direction.UNKNOWN
        ? Checkpoints.best(checkpoints, metric)
        : Optional.empty();
  }

  /** The values that checkpoints have of a metric, in the order of steps. */
  static double[] values(Collection<Checkpoint> checkpoints, Metric metric) {
    return checkpoints.stream()
        .sorted(Checkpoints.BY_STEP)
        .flatMapToDouble(each -> each.metric(metric).stream())
        .toArray();
  }

  /** The metric to compare jobs by: one that all of them report, if there is such a loss. */
  static Metric comparing(@Nullable Metric named, Collection<List<Checkpoint>> jobs) {
    Set<Metric> shared = new TreeSet<>();
    jobs.forEach(job -> shared.addAll(reported(job)));
    jobs.stream().filter(job -> !job.isEmpty()).forEach(job -> shared.retainAll(reported(job)));
    Optional<Metric> common = losses(shared).findFirst();
    return named == null && common.isPresent()
        ? common.get()
        : judging(named, jobs.stream().flatMap(List::stream).toList());
  }

  /** Those to judge by, the most telling first. */
  private static Stream<Metric> losses(Set<Metric> reported) {
    Stream<Metric> others = reported.stream()
        .filter(metric -> metric.direction() == Metric.Direction.MINIMIZE)
        .sorted(Comparator.comparing(metric -> metric.name().startsWith("train")));
    return Stream.concat(PREFERRED.stream().filter(reported::contains), others);
  }

  private static Set<Metric> reported(Collection<Checkpoint> checkpoints) {
    Set<Metric> reported = new TreeSet<>();
    checkpoints.forEach(checkpoint -> reported.addAll(checkpoint.metrics().keySet()));
    return reported;
  }
}
