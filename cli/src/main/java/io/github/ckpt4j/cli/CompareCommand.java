package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.JobListings.Listing;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "compare",
    description = "Compare a metric of several jobs side by side, aligned by step.",
    footer = {
      "",
      "The best value of each job is marked. Without --metric, the jobs are compared by a loss that",
      "all of them report.",
      "",
      "Examples:",
      "  ckpt compare together:ft-1 openai:ftjob-abc123",
      "  ckpt compare together:ft-1 together:ft-2 --metric train_loss -o csv",
    })
final class CompareCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final FormatOption format =
      new FormatOption(List.of("step", "metric", "values", "best_of"));

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Override
  public Integer call() {
    Metric named = file.judging(metric.metric());
    JobListings listings = JobListings.from(ckpt, jobs, file, named, Listing::read);
    if (listings.isEmpty()) {
      return listings.code();
    }
    Metric by = MetricSelection.directed(listings.metric(named, ckpt.messages()));
    Comparison comparison = Comparison.of(by, listings.checkpoints());
    if (format.isTable()) {
      print(comparison);
    } else {
      printRecords(comparison);
    }
    return listings.code();
  }

  private void print(Comparison comparison) {
    int width = format.format() == Format.WIDE ? Terminal.UNLIMITED : ckpt.width();
    List<String> names = comparison.jobs().stream().map(HumanFormat::text).toList();
    Table table = table(comparison, names);
    ckpt.out().line(ckpt.style().bold(HumanFormat.text(comparison.metric())));
    if (!table.fits(width)) {
      List<String> numbers =
          IntStream.rangeClosed(1, names.size()).mapToObj(i -> "JOB " + i).toList();
      for (int i = 0; i < names.size(); i++) {
        ckpt.out().line(numbers.get(i) + "  " + names.get(i));
      }
      table = table(comparison, numbers);
    }
    table.lines(width, ckpt.style()).forEach(ckpt.out()::line);
  }

  private static Table table(Comparison comparison, List<String> titles) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number("STEP", 0));
    titles.forEach(title -> columns.add(Column.number(title, 0)));
    Table table = new Table(columns);
    comparison.steps().forEach((step, at) -> {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(step));
      comparison.jobs().forEach(job -> cells.add(cell(comparison, job, at.get(job))));
      table.row(cells);
    });
    return table;
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
        format.printer(ckpt, Records.comparisonColumns(comparison.jobs()))) {
      for (Map.Entry<Long, Map<JobRef, Checkpoint>> step : comparison.steps().entrySet()) {
        printer.print(Records.of(comparison, step.getKey(), step.getValue()));
      }
    }
  }
}
