package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "inventory",
    description = "Show one row per job: its checkpoints, the best, the latest, size and expiry.",
    footer = {
      "",
      "The best checkpoint is the one with the lowest loss, preferably not on training data. A job that",
      "cannot be read is a row with its error. Of a job with more than 10,000 checkpoints, the rest is",
      "not read: its row shows '10,000+' and neither a best nor a latest. Totals per provider follow; in",
      "json, jsonl and csv they are records whose 'row' is 'total'.",
      "-o openmetrics also has the state of each job, which takes another request per job.",
      "",
      "Examples:",
      "  ckpt inventory --all",
      "  ckpt inventory together: oxen:ox/farm --state succeeded -o csv",
    })
final class InventoryCommand implements Callable<Integer> {
  private static final List<String> COLUMNS = List.of(
      "row",
      "provider",
      "job",
      "jobs",
      "checkpoints",
      "best_metric",
      "best_value",
      "best_step",
      "best_model",
      "latest_step",
      "size_bytes",
      "expires_at",
      "expiry_source",
      "error",
      "complete");

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final GaugeFormatOption format = new GaugeFormatOption(COLUMNS);

  /**
   * The known facts about one job, or about all jobs of a provider.
   *
   * @param job null for a total
   * @param sizeBytes null where no checkpoint has a size
   * @param complete whether all checkpoints were read
   */
  private record Item(
      String provider,
      @Nullable JobRef job,
      long jobs,
      long checkpoints,
      @Nullable Metric metric,
      @Nullable Checkpoint best,
      @Nullable Long latestStep,
      @Nullable Long sizeBytes,
      @Nullable Expiry expiry,
      @Nullable String error,
      boolean complete) {

    static Item read(CheckpointClient client, JobRef job) {
      FirstCheckpoints read = FirstCheckpoints.read(client, job);
      return read.isComplete() ? of(job, read.list()) : incomplete(job, read.list());
    }

    /** Any unread checkpoint may be the best or the latest. */
    private static Item incomplete(JobRef job, List<Checkpoint> some) {
      return new Item(
          job.provider(), job, 1, some.size(), null, null, null, null, nearest(some), null, false);
    }

    private static Item of(JobRef job, List<Checkpoint> all) {
      Optional<Metric> metric = MetricSelection.judging(all);
      Optional<Checkpoint> best = metric.flatMap(each -> MetricSelection.best(all, each));
      return new Item(
          job.provider(),
          job,
          1,
          all.size(),
          best.isEmpty() ? null : metric.orElse(null),
          best.orElse(null),
          Checkpoints.latest(all).map(Checkpoint::step).orElse(null),
          all.stream()
              .map(Checkpoint::sizeBytes)
              .filter(Objects::nonNull)
              .reduce(Long::sum)
              .orElse(null),
          nearest(all),
          null,
          true);
    }

    private static @Nullable Expiry nearest(List<Checkpoint> checkpoints) {
      return checkpoints.stream()
          .map(Checkpoint::expiry)
          .filter(Objects::nonNull)
          .min(Comparator.comparing(Expiry::at))
          .orElse(null);
    }

    static Item failed(JobRef job, String error) {
      return new Item(job.provider(), job, 1, 0, null, null, null, null, null, error, false);
    }

    /** Sets the job's known values; none for a row with an error. */
    void addTo(Gauges gauges, JobRef of) {
      if (latestStep != null) {
        gauges.lastStep(of, latestStep);
      }
      if (best != null && metric != null) {
        gauges.best(of, best, metric);
      }
      if (expiry != null) {
        gauges.expiry(of, expiry.at());
      }
    }

    /** The sum of this total and another. */
    Item plus(Item other) {
      Long size = sizeBytes == null
          ? other.sizeBytes
          : other.sizeBytes == null ? sizeBytes : Long.valueOf(sizeBytes + other.sizeBytes);
      Expiry nearest = Stream.of(Optional.ofNullable(expiry), Optional.ofNullable(other.expiry))
          .flatMap(Optional::stream)
          .min(Comparator.comparing(Expiry::at))
          .orElse(null);
      return new Item(
          provider,
          null,
          jobs + other.jobs,
          checkpoints + other.checkpoints,
          null,
          null,
          null,
          size,
          nearest,
          null,
          complete && other.complete);
    }

    static Item none(String provider) {
      return new Item(provider, null, 0, 0, null, null, null, null, null, null, true);
    }
  }

  @Override
  public Integer call() {
    if (jobs.isEmpty()) {
      jobs.chooseAll();
    }
    List<JobRef> refs = jobs.read(ckpt);
    List<Item> rows = new ArrayList<>();
    boolean isGauges = format.format() == Format.OPENMETRICS;
    Gauges gauges = new Gauges(ckpt.clock().instant());
    int code = ExitCode.DONE;
    try (CheckpointClient client = ckpt.client(CallOptions::withExpiry);
        Progress progress =
            ckpt.messages().progress("Reading " + HumanFormat.count(refs.size(), "job"), "job")) {
      for (var each : JobBatch.start(client, refs, Item::read).entrySet()) {
        try {
          rows.add(each.getValue().join());
        } catch (CompletionException e) {
          CheckpointException failure = JobBatch.failure(e);
          int failed = ExitCode.of(failure);
          code = code == ExitCode.DONE ? failed : code;
          rows.add(Item.failed(each.getKey(), failure.detail()));
          if (isGauges) { // Gauges cannot show the reason.
            ckpt.messages().failure(failure);
          }
        }
        progress.step();
      }
      if (isGauges) {
        progress.stop();
        int failed = fill(gauges, client, rows);
        code = code == ExitCode.DONE ? failed : code;
      }
    }
    if (isGauges) {
      int exit = jobs.exitCode(code);
      gauges.write(ckpt.out(), exit);
      return exit;
    }
    print(rows, totals(rows));
    return jobs.exitCode(code);
  }

  /** Adds the jobs that could be read, with their states. */
  private int fill(Gauges gauges, CheckpointClient client, List<Item> rows) {
    List<JobRef> readable = new ArrayList<>();
    for (Item row : rows) {
      JobRef job = row.job();
      if (job != null && row.error() == null) {
        readable.add(job);
        row.addTo(gauges, job);
      }
    }
    return ckpt.forEach(client, readable, CheckpointClient::job, (ref, job) -> gauges.state(job));
  }

  private static List<Item> totals(List<Item> rows) {
    Map<String, Item> totals = new TreeMap<>();
    rows.forEach(row -> totals.put(
        row.provider(),
        totals.getOrDefault(row.provider(), Item.none(row.provider())).plus(row)));
    return new ArrayList<>(totals.values());
  }

  private void print(List<Item> rows, List<Item> totals) {
    if (format.isTable()) {
      ckpt.print(table(rows, totals), format.format());
      return;
    }
    try (RecordPrinter printer = format.printer(ckpt, COLUMNS)) {
      rows.forEach(each -> printer.print(record(each)));
      totals.forEach(each -> printer.print(record(each)));
    }
  }

  private static Map<String, @Nullable Object> record(Item item) {
    Checkpoint best = item.best();
    Metric metric = item.metric();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("row", item.job() == null ? "total" : "job");
    fields.put("provider", item.provider());
    fields.put("job", item.job() == null ? null : item.job().toString());
    fields.put("jobs", item.jobs());
    fields.put("checkpoints", item.error() == null ? item.checkpoints() : null);
    fields.put("best_metric", metric == null ? null : metric.name());
    fields.put("best_value", value(best, metric));
    fields.put("best_step", best == null ? null : best.step());
    fields.put("best_model", best == null ? null : best.modelName());
    fields.put("latest_step", item.latestStep());
    fields.put("size_bytes", item.sizeBytes());
    fields.put("expires_at", item.expiry() == null ? null : item.expiry().at());
    fields.put("expiry_source", item.expiry() == null ? null : Records.source(item.expiry()));
    fields.put("error", item.error());
    fields.put("complete", item.complete());
    return fields;
  }

  private static @Nullable Double value(@Nullable Checkpoint best, @Nullable Metric metric) {
    return best == null || metric == null ? null : best.metrics().get(metric);
  }

  private Table table(List<Item> rows, List<Item> totals) {
    Table table = new Table(List.of(
        Column.text("JOB", 0),
        Column.number("CHECKPOINTS", 0),
        Column.text("BEST", 4),
        Column.number("LATEST STEP", 2),
        Column.number("SIZE", 3),
        Column.text("EXPIRES", 5),
        Column.text("ERROR", 6)));
    rows.forEach(each -> table.row(cells(each)));
    totals.forEach(each -> table.row(cells(each), ckpt.style()::bold));
    return table;
  }

  private List<String> cells(Item item) {
    Checkpoint best = item.best();
    boolean isTotal = item.job() == null;
    return List.of(
        isTotal
            ? item.provider() + ": " + HumanFormat.count(item.jobs(), "job")
            : HumanFormat.text(item.job()),
        item.error() == null
            ? HumanFormat.count(item.checkpoints()) + (item.complete() ? "" : "+")
            : HumanFormat.NONE,
        best == null
            ? HumanFormat.NONE
            : HumanFormat.text(item.metric()) + " " + HumanFormat.number(value(best, item.metric()))
                + (best.step() == null ? "" : " at step " + best.step()),
        item.latestStep() == null ? HumanFormat.NONE : String.valueOf(item.latestStep()),
        HumanFormat.size(item.sizeBytes()),
        item.expiry() == null ? "unknown" : HumanFormat.time(item.expiry().at(), ckpt.clock()),
        HumanFormat.text(item.error()));
  }
}
