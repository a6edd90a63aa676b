package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.CheckpointTable;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Sparkline;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the checkpoints of jobs.",
    footer = {
      "",
      "Tables are in the order of steps. The formats for programs are in the order in which the",
      "provider sends (unless --sort says otherwise), and are written while pages arrive.",
      "",
      "Examples:",
      "  ckpt list openai:ftjob-abc123",
      "  ckpt list together:ft-1 oxen:me/repo/ft_2 --sort valid_loss -n 3",
      "  ckpt list openai:ftjob-abc123 -o jsonl | jq .metrics.valid_loss",
    })
final class ListCommand implements Callable<Integer> {
  private static final int SPARKLINE_WIDTH = 24;

  private final Ckpt ckpt;

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
      description = "Show this metric; may be repeated. Without it a table shows the losses, wide"
          + " all metrics, csv those that the providers are known to report.")
  private List<Metric> metrics = List.of();

  @Option(
      names = "--no-metrics",
      description = "Do not ask for metrics where that takes another request.")
  private boolean noMetrics;

  ListCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    List<JobRef> refs = jobs.read(ckpt.shell().in());
    try (CheckpointClient client = ckpt.client(this::options)) {
      return format.format().isTable() ? tables(client, refs) : records(client, refs);
    }
  }

  private CallOptions options(CallOptions usual) {
    CallOptions sized = usual.pageSize(order.pageSize(Ckpt.PAGE_SIZE));
    return noMetrics ? sized : sized.withMetrics();
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

  private List<Checkpoint> collect(CheckpointClient client, JobRef job, Progress progress) {
    try (Stream<Checkpoint> stream = client.stream(job)) {
      Stream<Checkpoint> selected = select(stream.peek(each -> progress.step()));
      return (order.isAny() ? selected.sorted(Checkpoints.BY_STEP) : selected).toList();
    }
  }

  private int records(CheckpointClient client, List<JobRef> refs) {
    int code = ExitCode.DONE;
    try (RecordPrinter printer = format
        .format()
        .printer(ckpt.out(), Records.checkpointColumns(MetricSelection.columns(metrics, refs)))) {
      for (JobRef job : refs) {
        try (Stream<Checkpoint> stream = client.stream(job)) {
          select(stream).forEach(checkpoint -> printer.print(Records.of(checkpoint)));
        } catch (CheckpointException e) {
          int failed = ckpt.messages().failure(e);
          code = code == ExitCode.DONE ? failed : code;
        }
      }
    }
    return code;
  }

  private Stream<Checkpoint> select(Stream<Checkpoint> checkpoints) {
    return order.apply(filter.apply(checkpoints, ckpt.clock()));
  }

  private static String what(List<JobRef> refs) {
    return refs.size() == 1 ? refs.get(0).toString() : HumanFormat.count(refs.size(), "job");
  }

  /** One table to a job, with a heading that sums it up. */
  private final class Tables {
    private String before = "";

    void print(JobRef job, List<Checkpoint> checkpoints) {
      Optional<Metric> metric =
          metrics.stream().findFirst().or(() -> MetricSelection.judging(checkpoints));
      Optional<Checkpoint> best = metric.flatMap(each -> MetricSelection.best(checkpoints, each));
      ckpt.out().line(before + heading(job, checkpoints, metric, best));
      before = "\n";
      if (checkpoints.isEmpty()) {
        return;
      }
      boolean wide = format.format() == Format.WIDE;
      CheckpointTable table = new CheckpointTable(
          MetricSelection.shown(metrics, checkpoints, wide), false, wide, ckpt.clock());
      int width = wide ? Terminal.UNLIMITED : ckpt.width();
      table.lines(checkpoints, best.orElse(null), width, ckpt.style()).forEach(ckpt.out()::line);
    }

    /** As much of it as fits: the curve goes first. */
    private String heading(
        JobRef job,
        List<Checkpoint> checkpoints,
        Optional<Metric> metric,
        Optional<Checkpoint> best) {
      String count = "  "
          + (checkpoints.isEmpty()
              ? "no checkpoints"
              : HumanFormat.count(checkpoints.size(), "checkpoint"));
      String curve = best.isEmpty() ? "" : "  " + curve(checkpoints, metric.orElseThrow());
      int left = ckpt.width() - count.length();
      String name = HumanFormat.cut(HumanFormat.text(job), Math.max(left, 1));
      return ckpt.style().bold(name)
          + count
          + (name.length() + curve.length() <= left ? curve : "");
    }

    private String curve(List<Checkpoint> checkpoints, Metric metric) {
      return HumanFormat.text(metric) + " "
          + Sparkline.of(MetricSelection.values(checkpoints, metric), SPARKLINE_WIDTH);
    }
  }
}
