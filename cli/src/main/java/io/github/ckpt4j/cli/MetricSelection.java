package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** Finds the metrics that the user named, in any case, and chooses one where none was named. */
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

  /** The named metric as it is reported, which may be in another case. */
  static Optional<Metric> find(Metric named, Set<Metric> reported) {
    return Metric.find(named.name(), reported).map(metric -> switch (named.direction()) {
      case MINIMIZE -> metric.minimized();
      case MAXIMIZE -> metric.maximized();
      case UNKNOWN -> metric;
    });
  }

  /**
   * The named metrics as a job reports them.
   *
   * @throws NoMatchException if the job has checkpoints, and none with one of the metrics
   */
  static List<Metric> require(
      Collection<Metric> named, JobRef job, Collection<Checkpoint> checkpoints) {
    if (checkpoints.isEmpty()) {
      return List.copyOf(named);
    }
    Set<Metric> reported = reported(checkpoints);
    return named.stream()
        .map(metric -> find(metric, reported)
            .orElseThrow(() -> NoMatchException.metric(job.toString(), metric.name(), reported)))
        .toList();
  }

  /** The metric that checkpoints are judged by: a loss, on other than training data if there is one. */
  static Optional<Metric> judging(Collection<Checkpoint> checkpoints) {
    return losses(reported(checkpoints)).findFirst();
  }

  /**
   * The metric to judge a job by, named or chosen.
   *
   * @param reported the metrics of the whole job
   * @throws NoMatchException if the job does not report it, or no loss
   */
  static Metric judging(@Nullable Metric named, JobRef job, Set<Metric> reported) {
    return named == null
        ? losses(reported)
            .findFirst()
            .orElseThrow(() -> NoMatchException.loss(job.toString(), reported))
        : directed(find(named, reported)
            .orElseThrow(() -> NoMatchException.metric(job.toString(), named.name(), reported)));
  }

  /** The metric, if it is known which values are better. */
  static Metric directed(Metric metric) {
    if (metric.direction() == Metric.Direction.UNKNOWN) {
      throw NoMatchException.direction(metric);
    }
    return metric;
  }

  /** The metrics that a table shows: those named, or the usual losses and those judged by. */
  static Collection<Metric> shown(
      Collection<Metric> named, Collection<Checkpoint> checkpoints, boolean all) {
    Set<Metric> reported = reported(checkpoints);
    if (!named.isEmpty()) {
      return shown(named, reported);
    }
    if (all) {
      return reported;
    }
    Collection<List<Checkpoint>> byJob = checkpoints.stream()
        .collect(Collectors.groupingBy(Checkpoint::job, LinkedHashMap::new, Collectors.toList()))
        .values();
    return Stream.concat(SHOWN.stream(), byJob.stream().flatMap(job -> judging(job).stream()))
        .filter(reported::contains)
        .distinct()
        .toList();
  }

  /** The named metrics as they are reported, or as they were named. */
  static Collection<Metric> shown(Collection<Metric> named, Set<Metric> reported) {
    return named.stream()
        .map(metric -> find(metric, reported).orElse(metric))
        .distinct()
        .toList();
  }

  /** The metrics that the providers of these jobs are known to report. */
  static Set<Metric> known(Configuration configuration, Collection<JobRef> jobs) {
    Set<String> providers = jobs.stream().map(JobRef::provider).collect(Collectors.toSet());
    return configuration.providers().stream()
        .filter(info -> providers.contains(info.name()))
        .flatMap(info -> info.metrics().stream())
        .collect(Collectors.toCollection(TreeSet::new));
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

  /**
   * The metric to compare jobs by: the one named, or a loss that all of them report, or else one
   * that some report.
   *
   * @param reported what each job reports
   * @throws NoMatchException if none of them reports it, or a loss
   */
  static Metric comparing(@Nullable Metric named, Map<JobRef, Set<Metric>> reported) {
    Set<Metric> all = new TreeSet<>();
    reported.values().forEach(all::addAll);
    String names =
        reported.keySet().stream().map(JobRef::toString).collect(Collectors.joining(", "));
    if (named != null) {
      return find(named, all).orElseThrow(() -> NoMatchException.metric(names, named.name(), all));
    }
    return comparing(reported.values()).orElseThrow(() -> NoMatchException.loss(names, all));
  }

  /** A loss that all jobs report that report anything, or else one that some report. */
  static Optional<Metric> comparing(Collection<Set<Metric>> reported) {
    Set<Metric> all = new TreeSet<>();
    reported.forEach(all::addAll);
    Set<Metric> shared = new TreeSet<>(all);
    reported.stream().filter(job -> !job.isEmpty()).forEach(shared::retainAll);
    return losses(shared).findFirst().or(() -> losses(all).findFirst());
  }

  /**
   * A loss that at least half of the jobs report that report anything, so that one job without
   * validation does not make training losses decide; else as {@link #comparing(Collection)}.
   */
  static Optional<Metric> ofMost(Collection<Set<Metric>> reported) {
    List<Set<Metric>> some = reported.stream().filter(job -> !job.isEmpty()).toList();
    return losses(some.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new)))
        .filter(
            metric -> 2 * some.stream().filter(job -> job.contains(metric)).count() >= some.size())
        .findFirst()
        .or(() -> comparing(reported));
  }

  static Set<Metric> reported(Collection<Checkpoint> checkpoints) {
    Set<Metric> reported = new TreeSet<>();
    checkpoints.forEach(checkpoint -> reported.addAll(checkpoint.metrics().keySet()));
    return reported;
  }

  /** Those to judge by, the most telling first. */
  private static Stream<Metric> losses(Set<Metric> reported) {
    Stream<Metric> others = reported.stream()
        .filter(metric -> metric.direction() == Metric.Direction.MINIMIZE)
        .sorted(Comparator.comparing(metric -> metric.name().startsWith("train")));
    return Stream.concat(PREFERRED.stream().filter(reported::contains), others);
  }
}
