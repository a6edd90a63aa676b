package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
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
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses some checkpoints of each job and shows them together. */
record SelectionPrinter(
    Ckpt ckpt, Format format, Filter filter, @Nullable Metric metric) {

  /** Asks about the jobs and prints what is chosen of each one's checkpoints, which are not empty. */
  int print(List<JobRef> jobs, Function<List<Checkpoint>, List<Checkpoint>> choice) {
    List<Checkpoint> chosen = new ArrayList<>();
    int code;
    try (CheckpointClient client = ckpt.client(CallOptions::withMetrics);
        Progress progress = ckpt.messages().progress("Reading")) {
      code = ckpt.forEach(
          client,
          jobs,
          (scoped, job) -> choice.apply(collect(scoped, job, progress)),
          (job, some) -> chosen.addAll(some));
    }
    if (!chosen.isEmpty() || !format.isTable()) {
      write(chosen, jobs);
    }
    return code;
  }

  private List<Checkpoint> collect(CheckpointClient client, JobRef job, Progress progress) {
    try (Stream<Checkpoint> all = client.stream(job)) {
      List<Checkpoint> left =
          filter.apply(all.peek(each -> progress.step()), ckpt.clock()).toList();
      if (left.isEmpty()) {
        throw new NotFoundException(job + " has no checkpoint to choose from.");
      }
      return left;
    }
  }

  private void write(List<Checkpoint> chosen, List<JobRef> jobs) {
    Collection<Metric> named = metric == null ? List.of() : List.of(metric);
    boolean wide = format == Format.WIDE;
    if (format.isTable()) {
      Collection<Metric> shown = MetricSelection.shown(named, chosen, wide);
      new CheckpointTable(shown, jobs.size() > 1, wide, ckpt.clock())
          .lines(chosen, null, wide ? Terminal.UNLIMITED : ckpt.width(), ckpt.style())
          .forEach(ckpt.out()::line);
    } else {
      Collection<Metric> columns = MetricSelection.columns(named, jobs);
      try (RecordPrinter printer = format.printer(ckpt.out(), Records.checkpointColumns(columns))) {
        chosen.forEach(each -> printer.print(Records.of(each)));
      }
    }
  }
}
