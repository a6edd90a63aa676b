package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.report.Report;
import io.github.ckpt4j.cli.report.ReportPage;
import io.github.ckpt4j.cli.report.ReportedJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "report",
    description = "Write a web page with curves, jobs, checkpoints and problems.",
    footer = {
      "",
      "The page is one file that needs no network: mail it, attach it to a ticket, or keep it as a",
      "build artifact. Without a JOB, it covers all jobs. A job that cannot be read is listed among the",
      "problems, and its failure sets the exit code. Long curves are thinned.",
      "",
      "With --watch, the file is replaced while jobs run, the page reloads itself, and --timeout is",
      "how long to watch (default 24h; then the exit code is 5).",
      "",
      "Examples:",
      "  ckpt report openai:ftjob-abc123 together:ft-1 --file report.html",
      "  ckpt report --all --state running --watch --file /srv/www/runs.html",
    })
final class ReportCommand implements Callable<Integer> {
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);
  private static final Duration USUAL_WATCH = Duration.ofHours(24);
  private static final int MOST_METRICS = 8;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "Write the page to this file, such as report.html.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path file;

  @Option(names = "--watch", description = "Replace the file regularly until all jobs end.")
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "How often to replace the file with --watch (default 30s).")
  private @Nullable Duration interval;

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption metrics = new MetricsFileOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval != null && !watch) {
      throw new IllegalArgumentException("--interval needs --watch");
    }
    OutputFile.check(file);
    Metric named = metrics.judging(metric.metric());
    if (jobs.isEmpty()) {
      jobs.chooseAll();
    }
    List<JobRef> refs = jobs.read(ckpt);
    try (ReportReader reader = new ReportReader(ckpt, each -> Ckpt.withMetric(each, named))) {
      return watch ? watch(reader, named) : once(reader, refs, named);
    }
  }

  private int once(ReportReader reader, List<JobRef> refs, @Nullable Metric named)
      throws IOException {
    Instant now = ckpt.clock().instant();
    List<ReportedJob> read;
    try (Progress progress = ckpt.messages().progress("Reading")) {
      read = joined(reader.read(refs, now), true);
      progress.stop();
    }
    if (named != null) {
      require(named, read);
    }
    write(report(now, read, named, null));
    ckpt.messages().note("Wrote " + file + ".");
    return jobs.exitCode(reader.code());
  }

  /** Does not require the metric: the jobs may report it later. */
  private int watch(ReportReader reader, @Nullable Metric named)
      throws IOException, InterruptedException {
    Duration pause = interval == null ? USUAL_INTERVAL : interval;
    Duration most = ckpt.timeout() == null ? USUAL_WATCH : ckpt.timeout();
    long start = System.nanoTime();
    List<JobRef> refs = List.copyOf(jobs.named());
    ckpt.messages()
        .note("Replacing " + file + " every " + HumanFormat.duration(pause)
            + " until all jobs have ended.");
    while (true) {
      Instant now = ckpt.clock().instant();
      List<ReportedJob> read = reader.read(refs, now);
      boolean isOver = !reader.mayChange() && !jobs.hasTemporaryFailure();
      boolean isLate = System.nanoTime() - start >= most.toNanos();
      boolean isLast = isOver || isLate;
      write(report(now, joined(read, isLast), named, isLast ? null : pause));
      if (isLast) {
        ckpt.messages().note("Wrote " + file + " for the last time.");
        return isOver ? jobs.exitCode(reader.code()) : ExitCode.TIMED_OUT;
      }
      TimeUnit.NANOSECONDS.sleep(
          Math.min(pause.toNanos(), most.toNanos() - (System.nanoTime() - start)));
      refs = jobs.again(reader.client());
    }
  }

  private List<ReportedJob> joined(List<ReportedJob> read, boolean isReported) {
    Map<JobRef, List<Checkpoint>> lists = new LinkedHashMap<>();
    read.forEach(job -> lists.put(job.ref(), job.checkpoints()));
    Map<JobRef, List<Checkpoint>> joined =
        isReported ? metrics.join(lists, ckpt.messages()) : metrics.join(lists);
    return read.stream()
        .map(job -> job.with(joined.getOrDefault(job.ref(), List.of())))
        .toList();
  }

  /** Refuses a mistyped metric; jobs without any metric cannot reveal one. */
  private static void require(Metric named, List<ReportedJob> read) {
    Set<Metric> all = reported(read);
    if (!all.isEmpty() && MetricSelection.find(named, all).isEmpty()) {
      String names =
          read.stream().map(job -> job.ref().toString()).collect(Collectors.joining(", "));
      throw NoMatchException.metric(names, named.name(), all);
    }
  }

  private Report report(
      Instant now, List<ReportedJob> read, @Nullable Metric named, @Nullable Duration reload)
      throws IOException {
    String version = new Version().getVersion()[0];
    return new Report(now, version, read, jobs.problems(), shown(read, named), reload);
  }

  /** The metric to judge by, the usual losses, the user's own evaluation, and other metrics. */
  private List<Metric> shown(List<ReportedJob> read, @Nullable Metric named) {
    Set<Metric> all = reported(read);
    Optional<Metric> judging = named == null
        ? MetricSelection.ofMost(read.stream()
            .map(job -> MetricSelection.reported(job.checkpoints()))
            .toList())
        : MetricSelection.find(named, all).or(() -> Optional.of(named));
    List<Checkpoint> checkpoints =
        read.stream().flatMap(job -> job.checkpoints().stream()).toList();
    List<Metric> shown = Stream.of(
            judging.stream(),
            MetricSelection.shown(List.of(), checkpoints, false).stream(),
            metrics.metrics().stream().filter(all::contains),
            all.stream())
        .flatMap(each -> each)
        .distinct()
        .toList();
    if (shown.size() > MOST_METRICS && !watch) {
      ckpt.messages()
          .note("The page shows " + MOST_METRICS + " of " + shown.size()
              + " metrics; choose the first with --metric.");
    }
    return shown.subList(0, Math.min(MOST_METRICS, shown.size()));
  }

  private static Set<Metric> reported(List<ReportedJob> read) {
    Set<Metric> all = new TreeSet<>();
    read.forEach(job -> all.addAll(MetricSelection.reported(job.checkpoints())));
    return all;
  }

  private void write(Report report) throws IOException {
    OutputFile.write(file, ReportPage.of(report).getBytes(StandardCharsets.UTF_8));
  }
}
