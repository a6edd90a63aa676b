package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.CheckpointTable;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Sparkline;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "list",
    aliases = "ls",
    description = "List the checkpoints of jobs.",
    footer = {
      "",
      "Tables are sorted by step; the mark and the curve describe the whole job, whichever rows are shown.",
      "json, jsonl and csv are written as pages arrive, in the provider's order, unless --sort or",
      "--reverse is given.",
      "",
      "Examples:",
      "  ckpt list openai:ftjob-abc123",
      "  ckpt list together:ft-1 oxen:me/repo/ft_2 --sort valid_loss -n 3",
      "  ckpt list openai:ftjob-abc123 -o jsonl | jq .metrics.valid_loss",
    })
final class ListCommand implements Callable<Integer> {
  private static final int SPARKLINE_WIDTH = 24;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final ListFormatOption format = new ListFormatOption();

  @Mixin
  private final Filter filter = new Filter();

  @Mixin
  private final SortOptions order = new SortOptions();

  @Option(
      names = {"-m", "--metric"},
      paramLabel = "NAME",
      completionCandidates = MetricOption.Candidates.class,
      description = "Show this metric; may be repeated. By default a table shows the losses, and"
          + " wide and csv show all metrics.")
  private List<Metric> metrics = List.of();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Option(names = "--no-metrics", description = "Skip metrics that would take another request.")
  private boolean noMetrics;

  @Option(
      names = "--expiry",
      description = "Show when checkpoints end, using all known sources; -o wide does so too.")
  private boolean expiry;

  private final AtomicBoolean incomplete = new AtomicBoolean();

  @Override
  public Integer call() {
    order.check();
    file.metrics();
    List<JobRef> refs = jobs.read(ckpt);
    try (CheckpointClient client = ckpt.client(this::options)) {
      if (format.format() == Format.OPENMETRICS) {
        return gauges(client, refs);
      }
      int code = format.isTable() ? tables(client, refs) : records(client, refs);
      return jobs.exitCode(code == ExitCode.DONE && incomplete.get() ? ExitCode.FAILED : code);
    }
  }

  /** The gauges of whole jobs, by the named metrics or else by the judging metric. */
  private int gauges(CheckpointClient client, List<JobRef> refs) {
    Gauges gauges = new Gauges(ckpt.clock().instant());
    int code = ckpt.forAll(client, refs, CheckpointClient::list, this::joined, (job, all) -> {
      gauges.checkpoints(job, all);
      List<Metric> named = named(job, all);
      Stream<Metric> judging =
          named.isEmpty() ? MetricSelection.judging(all).stream() : named.stream();
      judging.forEach(metric -> gauges.best(job, all, metric));
    });
    int exit = jobs.exitCode(code);
    gauges.write(ckpt.out(), exit);
    return exit;
  }

  private CallOptions options(CallOptions usual) {
    CallOptions known = expiry() ? usual.withExpiry() : usual;
    CallOptions read =
        format.format() == Format.OPENMETRICS ? known : known.lenient(this::leaveOut);
    CallOptions sized = format.format().isTable() ? read : order.sized(read);
    if (noMetrics) {
      return sized.withoutMetrics();
    }
    return Ckpt.withMetric(sized, metrics.isEmpty() ? order.metric() : metrics);
  }

  /** The others are shown, but then the list is not all that there is. */
  private void leaveOut(MalformedCheckpoint malformed) {
    incomplete.set(true);
    ckpt.messages().warn(malformed + "; it is left out");
  }

  private boolean expiry() {
    return expiry || format.format() == Format.WIDE || format.format() == Format.OPENMETRICS;
  }

  private int tables(CheckpointClient client, List<JobRef> refs) {
    Tables tables = new Tables();
    try (Progress progress = ckpt.messages().progress("Reading " + what(refs))) {
      BiFunction<CheckpointClient, JobRef, List<Checkpoint>> request =
          (scoped, job) -> collect(scoped, job, progress);
      BiConsumer<JobRef, List<Checkpoint>> print = (job, checkpoints) -> {
        progress.stop();
        tables.print(job, checkpoints);
      };
      return file.isGiven()
          ? ckpt.forAll(client, refs, request, this::joined, print)
          : ckpt.forEach(client, refs, request, print);
    }
  }

  private Map<JobRef, List<Checkpoint>> joined(Map<JobRef, List<Checkpoint>> jobs) {
    return file.join(jobs, ckpt.messages());
  }

  private static List<Checkpoint> collect(CheckpointClient client, JobRef job, Progress progress) {
    try (Stream<Checkpoint> stream = client.stream(job)) {
      return stream.peek(each -> progress.step()).sorted(Checkpoints.BY_STEP).toList();
    }
  }

  private int records(CheckpointClient client, List<JobRef> refs) {
    int code = ExitCode.DONE;
    Set<Metric> known = MetricSelection.known(ckpt.configuration(), refs);
    known.addAll(file.metrics());
    try (RecordStream records = new RecordStream(ckpt, format, metrics, known)) {
      if (file.isGiven()) {
        return ckpt.forAll(
            client,
            refs,
            CheckpointClient::list,
            this::joined,
            (job, all) -> chosen(job, all).forEach(records::print));
      }
      for (JobRef job : refs) {
        try {
          records(client, job, records);
        } catch (CheckpointException | NoMatchException e) {
          int failed = ckpt.messages().failure(e);
          code = code == ExitCode.DONE ? failed : code;
        }
      }
    }
    return code;
  }

  private void records(CheckpointClient client, JobRef job, RecordStream records) {
    if (!order.isAny() || format.format().isTable()) {
      chosen(job, client.list(job)).forEach(records::print);
      return;
    }
    Seen seen = new Seen();
    try (Stream<Checkpoint> stream = client.stream(job)) {
      order.limit(filter.apply(stream.peek(seen::add), ckpt.clock())).forEach(records::print);
    }
    filter.requireType(job, seen.types(), seen.count());
    seen.require(job, metrics);
  }

  private List<Checkpoint> chosen(JobRef job, List<Checkpoint> all) {
    List<Checkpoint> filtered = filter.apply(job, all, ckpt.clock()).toList();
    MetricSelection.require(metrics, job, all);
    return order.choose(filtered, job, all);
  }

  /** The metrics that the user named, or else those of the evaluation. */
  private List<Metric> named(JobRef job, List<Checkpoint> all) {
    return metrics.isEmpty()
        ? MetricSelection.reported(all).stream()
            .filter(file.metrics()::contains)
            .toList()
        : MetricSelection.require(metrics, job, all);
  }

  private static String what(List<JobRef> refs) {
    return refs.size() == 1 ? refs.get(0).toString() : HumanFormat.count(refs.size(), "job");
  }

  /** One table per job, with a summary as its heading. */
  private final class Tables {
    private String before = "";

    void print(JobRef job, List<Checkpoint> all) {
      List<Checkpoint> filtered = filter.apply(job, all, ckpt.clock()).toList();
      List<Metric> named = named(job, all);
      List<Checkpoint> shown = order.choose(filtered, job, all);
      Optional<Metric> metric = named.stream().findFirst().or(() -> MetricSelection.judging(all));
      Optional<Checkpoint> best = metric.flatMap(each -> MetricSelection.best(all, each));
      ckpt.out()
          .line(before + heading(job, shown.size(), all, best.isEmpty() ? null : metric.get()));
      before = "\n";
      if (shown.isEmpty()) {
        return;
      }
      ListedModels.add(ckpt, shown);
      boolean wide = format.format() == Format.WIDE;
      CheckpointTable table = new CheckpointTable(
          MetricSelection.shown(named, shown, wide), false, false, wide, expiry(), ckpt.clock());
      int width = wide ? Terminal.UNLIMITED : ckpt.width();
      table.lines(shown, best.orElse(null), width, ckpt.style()).forEach(ckpt.out()::line);
    }

    /** As much as fits: the curve is dropped first, the job is always named in full. */
    private String heading(JobRef job, int shown, List<Checkpoint> all, @Nullable Metric metric) {
      String name = HumanFormat.text(job);
      String count = "  "
          + (all.isEmpty()
              ? "no checkpoints"
              : (shown == all.size() ? "" : HumanFormat.count(shown) + " of ")
                  + HumanFormat.count(all.size(), "checkpoint"));
      String curve = metric == null ? "" : "  " + curve(all, metric);
      boolean fits = name.length() + count.length() + curve.length() <= ckpt.width();
      return ckpt.style().bold(name) + count + (fits ? curve : "");
    }

    private String curve(List<Checkpoint> checkpoints, Metric metric) {
      return HumanFormat.text(metric) + " "
          + Sparkline.of(MetricSelection.values(checkpoints, metric), SPARKLINE_WIDTH);
    }
  }
}
