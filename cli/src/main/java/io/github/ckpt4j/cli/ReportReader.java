package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.report.ReportedJob;
import io.github.ckpt4j.cli.report.ReportedJob.Extent;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads jobs and their checkpoints for a report, once or repeatedly. Jobs that can no longer change
 * are read once. A job that cannot be read again keeps its last reading.
 */
final class ReportReader implements AutoCloseable {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String CUT = "of more than " + HumanFormat.count(FirstCheckpoints.MOST)
      + " checkpoints, the rest was not read; any of them may be the best or the latest";

  private final Ckpt ckpt;
  private final CheckpointClient client;
  private final Map<JobRef, List<CheckpointException>> warnings = new ConcurrentHashMap<>();
  private final Map<JobRef, Reading> readings = new LinkedHashMap<>();
  private final Set<List<Object>> reported = new HashSet<>();

  /**
   * A reading of a job.
   *
   * @param at when its checkpoints were read
   * @param failures why something is missing, or was not read again
   * @param warnings why checkpoints are incomplete
   */
  private record Reading(
      @Nullable Job job,
      @Nullable FirstCheckpoints checkpoints,
      Instant at,
      List<CheckpointException> failures,
      List<CheckpointException> warnings) {

    /** This reading, with missing parts taken from an older one. */
    Reading after(Reading older) {
      return new Reading(
          job == null ? older.job : job,
          checkpoints == null ? older.checkpoints : checkpoints,
          checkpoints == null ? older.at : at,
          failures,
          checkpoints == null ? older.warnings : warnings);
    }

    boolean mayChange() {
      return (job != null && !job.hasEnded())
          || Stream.concat(failures.stream(), warnings.stream())
              .anyMatch(CheckpointException::isTemporary);
    }

    ReportedJob reported(JobRef ref, Instant now) {
      String shown = at.isBefore(now) && checkpoints != null
          ? " (the checkpoints are those of " + MINUTE.format(at) + ")"
          : "";
      List<String> problems = Stream.concat(
              failures.stream().map(each -> each.detail() + shown),
              Stream.concat(
                  warnings.stream().map(CheckpointException::detail),
                  checkpoints == null || checkpoints.isComplete() ? Stream.of() : Stream.of(CUT)))
          .distinct()
          .toList();
      return checkpoints == null
          ? new ReportedJob(ref, job, List.of(), Extent.NONE, problems)
          : new ReportedJob(
              ref,
              job,
              checkpoints.list(),
              checkpoints.isComplete() ? Extent.ALL : Extent.SOME,
              problems);
    }
  }

  ReportReader(Ckpt ckpt, UnaryOperator<CallOptions> options) {
    this.ckpt = ckpt;
    client = ckpt.client(usual -> options.apply(usual).withExpiry().onWarning(warning -> {
      usual.onWarning().accept(warning);
      JobRef job = warning.job();
      if (job != null) {
        warnings.computeIfAbsent(job, each -> new CopyOnWriteArrayList<>()).add(warning);
      }
    }));
  }

  CheckpointClient client() {
    return client;
  }

  /** Reads the jobs that are new or may have changed; reports each failure once. */
  List<ReportedJob> read(Collection<JobRef> jobs, Instant now) {
    List<JobRef> due = jobs.stream()
        .filter(job -> !readings.containsKey(job) || readings.get(job).mayChange())
        .toList();
    JobBatch.start(client, due, (scoped, job) -> read(scoped, job, now)).forEach((job, future) -> {
      Reading read = future.join();
      read.failures().forEach(failure -> report(job, failure));
      readings.merge(job, read, (older, newer) -> newer.after(older));
    });
    return jobs.stream().map(job -> reading(job).reported(job, now)).toList();
  }

  /** The exit code: that of the first job that could not be read. */
  int code() {
    return readings.values().stream()
        .flatMap(each -> each.failures().stream())
        .findFirst()
        .map(ExitCode::of)
        .orElse(ExitCode.DONE);
  }

  boolean mayChange() {
    return readings.values().stream().anyMatch(Reading::mayChange);
  }

  @Override
  public void close() {
    client.close();
  }

  private Reading reading(JobRef job) {
    return Objects.requireNonNull(readings.get(job));
  }

  /** Reads the job first: if it has ended, the checkpoints read after that are complete. */
  private Reading read(CheckpointClient scoped, JobRef ref, Instant now) {
    warnings.remove(ref);
    List<CheckpointException> failures = new ArrayList<>();
    Job job = attempt(() -> scoped.job(ref), failures);
    FirstCheckpoints checkpoints = attempt(() -> FirstCheckpoints.read(scoped, ref), failures);
    return new Reading(job, checkpoints, now, failures, warnings.getOrDefault(ref, List.of()));
  }

  private static <T> @Nullable T attempt(Supplier<T> request, List<CheckpointException> failures) {
    try {
      return request.get();
    } catch (CheckpointException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      failures.add(e);
      return null;
    }
  }

  private void report(JobRef job, CheckpointException failure) {
    if (reported.add(List.of(job, failure.kind(), failure.detail()))) {
      ckpt.messages().failure(failure);
    }
  }
}
