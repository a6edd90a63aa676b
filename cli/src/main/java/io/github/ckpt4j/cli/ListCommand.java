package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.CheckpointTable;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Sparkline;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "Tables are sorted by step; the mark and the curve are about the whole job, whatever is shown.",
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
  private final FormatOption format = new FormatOption();

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

  @Option(
      names = "--no-metrics",
      description = "Do not request metrics where that takes another request.")
  private boolean noMetrics;

  @Option(
      names = "--expiry",
      description = "Show when checkpoints end, by everything that is known; -o wide does too.")
  private boolean expiry;

  @Override
  public Integer call() {
    order.check();
    List<JobRef> refs = jobs.read(ckpt);
    try (CheckpointClient client = ckpt.client(this::options)) {
      return jobs.exitCode(
          format.format().isTable() ? tables(client, refs) : records(client, refs));
    }
  }

  private CallOptions options(CallOptions usual) {
    CallOptions known = expiry() ? usual.withExpiry() : usual;
    CallOptions sized = format.format().isTable() ? known : order.sized(known);
    if (noMetrics) {
      return sized.withoutMetrics();
    }
    return Ckpt.withMetric(sized, metrics.isEmpty() ? order.metric() : metrics);
  }

  private boolean expiry() {
    return expiry || format.format() == Format.WIDE;
  }

  private int tables(CheckpointClient client, List<JobRef> refs) {
    Tables tables = new Tables();
    try (Progress progress = ckpt.messages().progress("Reading " + what(refs))) {
      return ckpt.forEach(
          client, refs, (scoped, job) -> collect(scoped, job, progress), (job, checkpoints) -> {
            progress.stop();
            tables.print(job, checkpoints);
          });
    }
  }

  private static List<Checkpoint> collect(CheckpointClient client, JobRef job, Progress progress) {
    try (Stream<Checkpoint> stream = client.stream(job)) {
      return stream.peek(each -> progress.step()).sorted(Checkpoints.BY_STEP).toList();
    }
  }

  private int records(CheckpointClient client, List<JobRef> refs) {
    int code = ExitCode.DONE;
    try (RecordStream records = new RecordStream(
        ckpt.out(), format.format(), metrics, MetricSelection.known(ckpt.configuration(), refs))) {
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
    if (!order.isAny()) {
      List<Checkpoint> all = client.list(job);
      List<Checkpoint> filtered = filter.apply(job, all, ckpt.clock()).toList();
      MetricSelection.require(metrics, job, all);
      order.choose(filtered, job, all).forEach(records::print);
      return;
    }
    Seen seen = new Seen();
    try (Stream<Checkpoint> stream = client.stream(job)) {
      order.limit(filter.apply(stream.peek(seen::add), ckpt.clock())).forEach(records::print);
    }
    filter.requireType(job, seen.types(), seen.count());
    seen.require(job, metrics);
  }

  private static String what(List<JobRef> refs) {
    return refs.size() == 1 ? refs.get(0).toString() : HumanFormat.count(refs.size(), "job");
  }

  /** One table per job, with a heading that sums it up. */
  private final class Tables {
    private String before = "";

    void print(JobRef job, List<Checkpoint> all) {
      List<Checkpoint> filtered = filter.apply(job, all, ckpt.clock()).toList();
      List<Metric> named = MetricSelection.require(metrics, job, all);
      List<Checkpoint> shown = order.choose(filtered, job, all);
      Optional<Metric> metric = named.stream().findFirst().or(() -> MetricSelection.judging(all));
      Optional<Checkpoint> best = metric.flatMap(each -> MetricSelection.best(all, each));
      ckpt.out()
          .line(before + heading(job, shown.size(), all, best.isEmpty() ? null : metric.get()));
      before = "\n";
      if (shown.isEmpty()) {
        return;
      }
      boolean wide = format.format() == Format.WIDE;
      CheckpointTable table = new CheckpointTable(
          MetricSelection.shown(named, shown, wide), false, false, wide, expiry(), ckpt.clock());
      int width = wide ? Terminal.UNLIMITED : ckpt.width();
      table.lines(shown, best.orElse(null), width, ckpt.style()).forEach(ckpt.out()::line);
    }

    /** As much of it as fits: the curve goes first, the job is always named in full. */
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
