package io.github.ckpt4j.cli;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.WatchEnd;
import io.github.ckpt4j.client.WatchOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watch",
    description = "Follows jobs and shows each checkpoint when it is there.",
    footer = {
      "",
      "On a terminal it redraws a table in place, elsewhere it prints a line for each checkpoint.",
      "Exits with 0 when every job succeeded, or did what --until says; with 1 when one failed, or",
      "ended before; with 5 when the --timeout was over.",
      "",
      "Examples:",
      "  ckpt watch openai:ftjob-abc123",
      "  ckpt watch together:ft-1 oxen:me/repo/ft_2 --timeout 6h",
      "  ckpt watch openai:ftjob-abc123 --until 'valid_loss<0.5' -o jsonl",
    })
final class WatchCommand implements Callable<Integer> {
  private static final int TICK_MILLIS = 200;

  private final Ckpt ckpt;
  private final BlockingQueue<Consumer<WatchView>> events = new LinkedBlockingQueue<>();
  private final Map<JobRef, Integer> codes = new HashMap<>();

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = "--until",
      paramLabel = "CONDITION",
      description = "Stop at step=N, at count=N checkpoints, at a metric below or above a value,"
          + " such as 'valid_loss<0.5', or when the job is done, which is the default.")
  private StopConditionOption until = StopConditionOption.DONE;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "How often to look; by default every 2s, and while nothing happens less often,"
          + " down to every 30s.")
  private @Nullable Duration interval;

  @Option(
      names = {"-m", "--metric"},
      paramLabel = "NAME",
      description = "Show this metric; may be repeated. Without it, the losses.")
  private List<Metric> metrics = List.of();

  @Mixin
  private final FormatOption format = new FormatOption();

  WatchCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<JobRef> refs = jobs.read(ckpt.shell().in());
    try (CheckpointClient client = ckpt.client(CallOptions::withMetrics);
        WatchView view = view(refs)) {
      List<CompletableFuture<WatchEnd>> watches =
          refs.stream().map(job -> start(client, job)).toList();
      while (codes.size() < watches.size()) {
        Consumer<WatchView> event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        (event == null ? (Consumer<WatchView>) WatchView::tick : event).accept(view);
      }
    }
    return refs.stream()
        .map(this::code)
        .filter(code -> code != ExitCode.DONE)
        .findFirst()
        .orElse(ExitCode.DONE);
  }

  private CompletableFuture<WatchEnd> start(CheckpointClient client, JobRef job) {
    CompletableFuture<WatchEnd> watch = client
        .watch(job, options(job))
        .forEachAsync(event -> events.add(view -> view.saved(event.checkpoint())));
    var unused = watch.whenComplete((end, failure) -> events.add(view -> {
      if (failure == null) {
        ended(job, end, view);
      } else {
        view.say(job, "not watched any more", true);
        codes.put(job, ckpt.messages().failure(failure));
      }
    }));
    return watch;
  }

  private WatchOptions options(JobRef job) {
    WatchOptions options = WatchOptions.defaults()
        .until(until.condition())
        .onRetryableError(
            e -> events.add(view -> view.say(job, e.detail() + "; trying again", false)));
    WatchOptions timed = ckpt.timeout() == null ? options : options.timeout(ckpt.timeout());
    return interval == null ? timed : timed.interval(interval, interval);
  }

  private WatchView view(List<JobRef> refs) {
    if (!format.format().isTable()) {
      return new WatchRecords(
          format
              .format()
              .printer(
                  ckpt.out(), Records.checkpointColumns(MetricSelection.columns(metrics, refs))),
          ckpt.messages());
    }
    return ckpt.shell().outTerminal().isInteractive()
        ? new WatchScreen(ckpt, refs, metrics)
        : new WatchLines(ckpt, metrics);
  }

  private void ended(JobRef job, WatchEnd end, WatchView view) {
    Job last = end.job();
    String state = last == null ? "unknown" : last.state().name().toLowerCase(Locale.ROOT);
    switch (end.reason()) {
      case CONDITION_MET -> finish(job, ExitCode.DONE, until.text() + " is met", view);
      case TIMEOUT ->
        finish(job, ExitCode.TIMED_OUT, "the time is over; the job is " + state, view);
      case CLOSED -> finish(job, ExitCode.FAILED, "not watched any more", view);
      case JOB_ENDED -> {
        boolean good = last != null && last.state() == Job.State.SUCCEEDED;
        String why = last == null || last.error() == null ? "" : ": " + last.error();
        String missed = until.isJobEnd() || !good ? "" : " before " + until.text();
        finish(
            job,
            good && until.isJobEnd() ? ExitCode.DONE : ExitCode.FAILED,
            state + missed + why,
            view);
      }
    }
  }

  private void finish(JobRef job, int code, String text, WatchView view) {
    codes.put(job, code);
    view.say(job, text, true);
  }

  private int code(JobRef job) {
    return codes.getOrDefault(job, ExitCode.FAILED);
  }
}
