package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "compare",
    description = "Shows a metric of several jobs side by side, aligned by step.",
    footer = {
      "",
      "The best of each job is marked. Without --metric, the jobs are compared by a loss that all of",
      "them report.",
      "",
      "Examples:",
      "  ckpt compare together:ft-1 openai:ftjob-abc123",
      "  ckpt compare together:ft-1 together:ft-2 --metric train_loss -o csv",
    })
final class CompareCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  CompareCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    JobListings gathered = JobListings.from(ckpt, jobs.read(ckpt.shell().in()));
    if (!gathered.isEmpty()) {
      Comparison comparison = gathered.by(metric.metric(), ckpt.messages());
      if (format.format().isTable()) {
        print(comparison);
      } else {
        printRecords(comparison);
      }
    }
    return gathered.code();
  }

  private void print(Comparison comparison) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number("STEP", 0));
    comparison.jobs().forEach(job -> columns.add(new Column(HumanFormat.text(job), true, true, 0)));
    Table table = new Table(columns);
    comparison.steps().forEach((step, at) -> {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(step));
      comparison.jobs().forEach(job -> cells.add(cell(comparison, job, at.get(job))));
      table.row(cells);
    });
    ckpt.out().line(ckpt.style().bold(HumanFormat.text(comparison.metric())));
    table.lines(ckpt.width(), ckpt.style()).forEach(ckpt.out()::line);
  }

  private static String cell(Comparison comparison, JobRef job, @Nullable Checkpoint checkpoint) {
    if (checkpoint == null) {
      return HumanFormat.NONE + "  ";
    }
    String value = HumanFormat.number(checkpoint.metrics().get(comparison.metric()));
    return value + (checkpoint.equals(comparison.best().get(job)) ? " ★" : "  ");
  }

  private void printRecords(Comparison comparison) {
    try (RecordPrinter printer =
        format.format().printer(ckpt.out(), Records.comparisonColumns(comparison.jobs()))) {
      for (Map.Entry<Long, Map<JobRef, Checkpoint>> step : comparison.steps().entrySet()) {
        printer.print(Records.of(comparison, step.getKey(), step.getValue()));
      }
    }
  }
}
