package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.WatchEnd;
import io.github.ckpt4j.client.WatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "watch",
    description = "Watch jobs and print checkpoints as they appear.",
    footer = {
      "",
      "On a terminal, redraws a table in place; elsewhere, prints a line for each checkpoint. A",
      "checkpoint is printed again when its status changes. json and jsonl end with a record of the",
      "job. A reference to many jobs watches those that have not ended; new ones join while the command",
      "runs. Exits with 0 if every job succeeded or met --until, with 1 if one failed or ended before",
      "that, and with 5 after --timeout.",
      "",
      "If the provider reports steps or an estimate, a table shows the progress of each job.",
      "",
      "The record for --exec and --webhook has the fields of a job, and end, code, checkpoints, latest,",
      "best_metric and best (a checkpoint each). If the command exits with a code other than 0, or the",
      "webhook fails, this is reported and turns exit code 0 into 1.",
      "",
      "Examples:",
      "  ckpt watch openai:ftjob-abc123",
      "  ckpt watch together:ft-1 oxen:me/repo/ft_2 --timeout 6h",
      "  ckpt watch openai:ftjob-abc123 --until 'valid_loss<0.5' -o jsonl",
      "  ckpt watch openai:ftjob-abc123 --notify --exec 'jq -r .best.model > best.txt'",
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration LISTING_INTERVAL = Duration.ofSeconds(30);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  private final BlockingQueue<Consumer<WatchView>> events = new LinkedBlockingQueue<>();
  private final Map<JobRef, Integer> codes = new HashMap<>();
  private final Map<JobRef, CompletableFuture<WatchEnd>> watches = new HashMap<>();
  private final Map<JobRef, WatchRows> rows = new HashMap<>();
  private final Map<JobRef, WatchedJob> watched = new HashMap<>();
  private final List<CompletableFuture<Boolean>> acting = new ArrayList<>();

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = "--until",
      paramLabel = "CONDITION",
      description = "Stop at step=N, at count=N checkpoints, at a metric below or above a value,"
          + " such as 'valid_loss<0.5', or when the job is done (default).")
  private StopConditionOption until = StopConditionOption.DONE;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "Polling interval (default 2s, backing off to 30s).")
  private @Nullable Duration interval;

  @Option(
      names = {"-m", "--metric"},
      paramLabel = "NAME",
      completionCandidates = MetricOption.Candidates.class,
      description = "Show this metric; may be repeated (default: the losses).")
  private List<Metric> metrics = List.of();

  @Mixin
  private final CheckpointFormatOption format = new CheckpointFormatOption();

  @Mixin
  private final EndActions actions = new EndActions();

  @Override
  public Integer call() throws InterruptedException {
    actions.check();
    if (format.hasFields() && format.format().isTable()) {
      throw new IllegalArgumentException("to watch, --fields requires -o json, jsonl, yaml or csv");
    }
    List<JobRef> refs = new ArrayList<>(jobs.readRunning(ckpt));
    try (CheckpointClient client = ckpt.client(this::withMetrics);
        WatchView view = view(refs)) {
      refs.forEach(job -> watches.put(job, start(client, job)));
      NewJobs newJobs = new NewJobs(
          client, jobs.queries(), interval == null ? LISTING_INTERVAL : interval, ckpt.clock());
      ProgressPolls polls = new ProgressPolls(
          client,
          ckpt.clock(),
          (job, progress) -> events.add(each -> each.progress(job, progress)));
      while (codes.size() < watches.size()) {
        show(view);
        if (format.isTable()) {
          polls.poll(
              watches.keySet().stream().filter(job -> !codes.containsKey(job)).toList());
        }
        for (JobRef job = newJobs.poll(); job != null; job = newJobs.poll()) {
          join(client, job, refs, view);
        }
      }
    }
    boolean isAllDone =
        acting.stream().map(CompletableFuture::join).reduce(true, Boolean::logicalAnd);
    return jobs.exitCode(refs.stream()
        .map(job -> codes.getOrDefault(job, ExitCode.FAILED))
        .filter(code -> code != ExitCode.DONE)
        .findFirst()
        .orElse(isAllDone ? ExitCode.DONE : ExitCode.FAILED));
  }

  /** Acts on the end of a job in its own thread, as a command may take long. */
  private void act(JobRef job, int code, String end, @Nullable Job last) {
    if (actions.isGiven()) {
      Map<String, @Nullable Object> record =
          watched.computeIfAbsent(job, WatchedJob::new).record(last, end, code, metrics);
      acting.add(CompletableFuture.supplyAsync(
          () -> actions.run(ckpt, job, end, record), task -> new Thread(task, "end").start()));
    }
  }

  private CallOptions withMetrics(CallOptions options) {
    return Ckpt.withMetric(options, metrics.isEmpty() ? until.metric() : metrics);
  }

  /** A job that was created after the watch began. */
  private void join(CheckpointClient client, JobRef job, List<JobRef> refs, WatchView view) {
    if (!watches.containsKey(job)) {
      refs.add(job);
      view.say(job, "new job", false);
      watches.put(job, start(client, job));
    }
  }

  /** Passes on all events of one tick, so that a burst is drawn once. */
  private void show(WatchView view) throws InterruptedException {
    long end = System.nanoTime() + TICK_NANOS;
    for (long left = TICK_NANOS; left > 0; left = end - System.nanoTime()) {
      Consumer<WatchView> event = events.poll(left, TimeUnit.NANOSECONDS);
      if (event != null) {
        event.accept(view);
        if (codes.size() == watches.size()) {
          return;
        }
      }
    }
    view.tick();
  }

  private CompletableFuture<WatchEnd> start(CheckpointClient client, JobRef job) {
    CompletableFuture<WatchEnd> watch = client
        .watch(job, options(job))
        .forEachAsync(event -> events.add(view ->
            rows(job).changed(event).ifPresent(row -> saved(row, event.checkpoint(), view))));
    var unused = watch.whenComplete((end, failure) -> {
      if (failure != null) {
        events.add(view -> failed(job, failure, view));
      } else if (end.reason() == WatchEnd.Reason.JOB_ENDED) {
        listOnce(client, job, end);
      } else {
        events.add(view -> ended(job, end, view));
      }
    });
    return watch;
  }

  /** Shows the final status of each checkpoint, which may have changed since then. */
  private void listOnce(CheckpointClient client, JobRef job, WatchEnd end) {
    var unused = client
        .listAsync(job)
        .whenComplete((list, failure) -> events.add(view -> {
          if (failure == null) {
            rows(job).changed(list).forEach((row, checkpoint) -> saved(row, checkpoint, view));
          } else {
            view.say(job, "the status of the checkpoints may be out of date", false);
          }
          ended(job, end, view);
        }));
  }

  private WatchRows rows(JobRef job) {
    return rows.computeIfAbsent(job, each -> new WatchRows());
  }

  private void saved(int row, Checkpoint checkpoint, WatchView view) {
    JobRef job = checkpoint.job();
    if (codes.containsKey(job)) {
      return;
    }
    view.saved(row, checkpoint);
    if (actions.isGiven()) {
      watched.computeIfAbsent(job, WatchedJob::new).saved(row, checkpoint);
    }
    Optional<Metric> unknown = unknownMetric(checkpoint);
    if (unknown.isPresent()) {
      codes.put(job, ExitCode.FAILED);
      view.say(job, "unknown metric", true);
      ckpt.messages()
          .failure(NoMatchException.metric(
              job.toString(), unknown.get().name(), checkpoint.metrics().keySet()));
      Optional.ofNullable(watches.get(job)).ifPresent(watch -> watch.cancel(true));
    }
  }

  /** A metric that this checkpoint lacks and that the provider is not known to report. */
  private Optional<Metric> unknownMetric(Checkpoint checkpoint) {
    Set<Metric> possible = MetricSelection.known(ckpt.configuration(), List.of(checkpoint.job()));
    possible.addAll(checkpoint.metrics().keySet());
    return Stream.concat(metrics.stream(), Stream.ofNullable(until.metric()))
        .filter(metric -> !checkpoint.metrics().isEmpty())
        .filter(metric -> MetricSelection.find(metric, possible).isEmpty())
        .findFirst();
  }

  private void failed(JobRef job, Throwable failure, WatchView view) {
    if (!codes.containsKey(job)) {
      view.say(job, "stopped watching", true);
      int code = ckpt.messages().failure(failure);
      codes.put(job, code);
      act(job, code, "stopped watching", null);
    }
  }

  private WatchOptions options(JobRef job) {
    WatchOptions options = WatchOptions.defaults()
        .until(until.condition())
        .onRetryableError(e -> events.add(view -> view.say(job, e.detail() + "; retrying", false)));
    WatchOptions timed = ckpt.timeout() == null ? options : options.timeout(ckpt.timeout());
    return interval == null ? timed : timed.interval(interval, interval);
  }

  private WatchView view(List<JobRef> refs) {
    Format as = format.format();
    if (!format.isTable()) {
      Set<Metric> known = MetricSelection.known(ckpt.configuration(), refs);
      List<String> columns = metrics.isEmpty()
          ? Records.openCheckpointColumns(known)
          : Records.checkpointColumns(MetricSelection.shown(metrics, known));
      return new WatchRecords(format.printer(ckpt, columns), as, ckpt.messages());
    }
    return ckpt.shell().outTerminal().canRedraw()
        ? new WatchScreen(ckpt, refs, metrics)
        : new WatchLines(ckpt, metrics);
  }

  private void ended(JobRef job, WatchEnd end, WatchView view) {
    Job last = end.job();
    String state = last == null ? "in an unknown state" : last.providerState();
    switch (end.reason()) {
      case CONDITION_MET -> finish(job, last, ExitCode.DONE, until.text() + " is met", view);
      case TIMEOUT ->
        finish(job, last, ExitCode.TIMED_OUT, "timed out (job is " + state + ")", view);
      case CLOSED -> finish(job, last, ExitCode.FAILED, "stopped watching", view);
      case JOB_ENDED -> {
        boolean good = last != null && last.state() == Job.State.SUCCEEDED;
        String word = last == null ? "ended" : word(last);
        String why = last == null || last.error() == null ? "" : ": " + last.error();
        String missed = until.isJobEnd() || !good ? "" : " before " + until.text();
        if (last != null) {
          view.ended(last);
        }
        int code = good && until.isJobEnd() ? ExitCode.DONE : ExitCode.FAILED;
        finish(job, last, code, word + missed + why, view);
      }
    }
  }

  /** How a job ended: its state or, if that is unknown, the provider's own word. */
  private static String word(Job job) {
    return job.state() == Job.State.UNKNOWN
        ? "ended as '" + job.providerState() + "'"
        : job.state().name().toLowerCase(Locale.ROOT);
  }

  private void finish(JobRef job, @Nullable Job last, int code, String text, WatchView view) {
    if (codes.putIfAbsent(job, code) == null) {
      view.say(job, text, true);
      act(job, code, text, last);
    }
  }
}
