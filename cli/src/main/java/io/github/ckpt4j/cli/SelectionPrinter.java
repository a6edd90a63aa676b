package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.CheckpointTable;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Selects some checkpoints of each job and shows them together. */
final class SelectionPrinter {
  private final Ckpt ckpt;
  private final JobArguments jobs;
  private final OutputOption format;
  private final Filter filter;

  SelectionPrinter(Ckpt ckpt, JobArguments jobs, OutputOption format, Filter filter) {
    this.ckpt = ckpt;
    this.jobs = jobs;
    this.format = format;
    this.filter = filter;
  }

  /**
   * What is selected from a job.
   *
   * @param metric what they were judged by; null if by their steps
   */
  private record Selection(
      List<Checkpoint> checkpoints, @Nullable Metric metric) {}

  /** Selects among the checkpoints of a job as they arrive, and keeps no others. */
  private interface Selector {
    void add(Checkpoint passing);

    /** @param seen all checkpoints of the job */
    Selection select(JobRef job, Seen seen);
  }

  /** Prints the checkpoint of the highest step of each job. */
  int latest() {
    return print(() -> ckpt.client(CallOptions::withoutMetrics), null, Latest::new);
  }

  private static final class Latest implements Selector {
    private final Gathering<Optional<Checkpoint>> latest = Gathering.by(Checkpoints.toLatest());

    @Override
    public void add(Checkpoint passing) {
      latest.add(passing);
    }

    @Override
    public Selection select(JobRef job, Seen seen) {
      return new Selection(latest.result().stream().toList(), null);
    }
  }

  /** Prints the best checkpoints of each job, best first. */
  int best(int limit, @Nullable Metric chosen, MetricsFileOption file) {
    Metric named = file.judging(chosen);
    return print(() -> file.clientFor(ckpt, named), file, () -> new Best(limit, named));
  }

  private static final class Best implements Selector {
    private final @Nullable Metric named;
    private final BestGathering best;

    Best(int limit, @Nullable Metric named) {
      this.named = named;
      this.best = new BestGathering(limit, named);
    }

    @Override
    public void add(Checkpoint passing) {
      best.add(passing);
    }

    @Override
    public Selection select(JobRef job, Seen seen) {
      Metric metric = MetricSelection.judging(named, job, seen.metrics());
      List<Checkpoint> found = best.best(metric);
      if (found.isEmpty()) {
        throw new NotFoundException(job + " has no such checkpoint with a value of " + metric);
      }
      return new Selection(found, metric);
    }
  }

  /** Prints one checkpoint, which was judged by a metric. */
  void one(Checkpoint checkpoint, Metric metric) {
    ListedModels.add(ckpt, List.of(checkpoint));
    write(Map.of(checkpoint.job(), new Selection(List.of(checkpoint), metric)), true);
  }

  /** Keeps only what is selected of each job, unless a file has values for all of them. */
  private int print(
      Supplier<CheckpointClient> clients,
      @Nullable MetricsFileOption file,
      Supplier<Selector> selectors) {
    List<JobRef> refs = jobs.read(ckpt);
    Map<JobRef, Selection> selections = new LinkedHashMap<>();
    int code;
    try (CheckpointClient client = clients.get();
        Progress progress = ckpt.messages().progress("Reading")) {
      if (file == null || !file.isGiven()) {
        code = ckpt.forEach(
            client,
            refs,
            (scoped, job) -> read(scoped, job, progress, all -> select(job, all, selectors.get())),
            selections::put);
      } else {
        code = ckpt.forAll(
            client,
            refs,
            (scoped, job) -> read(scoped, job, progress, Stream::toList),
            lists -> {
              progress.stop();
              return file.join(lists, ckpt.messages());
            },
            (job, all) -> selections.put(job, select(job, all.stream(), selectors.get())));
      }
    }
    noteDifferentMetrics(selections);
    ListedModels.add(
        ckpt,
        selections.values().stream()
            .flatMap(each -> each.checkpoints().stream())
            .toList());
    write(selections, refs.size() > 1);
    return jobs.exitCode(code);
  }

  private static <T> T read(
      CheckpointClient client,
      JobRef job,
      Progress progress,
      Function<Stream<Checkpoint>, T> work) {
    try (Stream<Checkpoint> stream = client.stream(job)) {
      Iterator<Checkpoint> all = stream.peek(each -> progress.step()).iterator();
      if (!all.hasNext()) {
        throw NoCheckpoints.of(client, job);
      }
      return work.apply(StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, 0), false));
    }
  }

  private Selection select(JobRef job, Stream<Checkpoint> all, Selector selector) {
    Seen seen = new Seen();
    long passing = filter
        .apply(all.peek(seen::add), ckpt.clock())
        .peek(selector::add)
        .mapToLong(each -> 1)
        .sum();
    filter.requireType(job, seen.types(), seen.count());
    if (passing == 0) {
      throw new NotFoundException("none of the checkpoints of " + job + " matches the filters");
    }
    return selector.select(job, seen);
  }

  /** The values of different metrics cannot be compared. */
  private void noteDifferentMetrics(Map<JobRef, Selection> selections) {
    Map<String, List<String>> byMetric = new LinkedHashMap<>();
    selections.forEach((job, selection) -> {
      if (selection.metric() != null) {
        byMetric
            .computeIfAbsent(selection.metric().name(), each -> new ArrayList<>())
            .add(job.toString());
      }
    });
    if (byMetric.size() > 1) {
      ckpt.messages()
          .note("Judged by different metrics: "
              + byMetric.entrySet().stream()
                  .map(each -> String.join(", ", each.getValue()) + " by " + each.getKey())
                  .collect(Collectors.joining("; "))
              + ".");
    }
  }

  private void write(Map<JobRef, Selection> selections, boolean withJob) {
    List<Checkpoint> chosen = selections.values().stream()
        .flatMap(each -> each.checkpoints().stream())
        .toList();
    List<Metric> judged = selections.values().stream()
        .flatMap(each -> Stream.ofNullable(each.metric()))
        .distinct()
        .toList();
    if (format.isTable()) {
      table(chosen, judged, withJob);
      return;
    }
    Collection<Metric> columns = MetricSelection.known(ckpt.configuration(), selections.keySet());
    columns.addAll(MetricSelection.reported(chosen));
    try (RecordPrinter printer = format.printer(ckpt, Records.checkpointColumns(columns))) {
      chosen.forEach(each -> printer.print(Records.of(each)));
    }
  }

  private void table(List<Checkpoint> chosen, List<Metric> judged, boolean withJob) {
    if (chosen.isEmpty()) {
      return;
    }
    boolean wide = format.format() == Format.WIDE;
    Collection<Metric> shown = MetricSelection.shown(wide ? List.of() : judged, chosen, wide);
    new CheckpointTable(shown, withJob, true, wide, ckpt.clock())
        .lines(chosen, null, wide ? Terminal.UNLIMITED : ckpt.width(), ckpt.style())
        .forEach(ckpt.out()::line);
  }
}
