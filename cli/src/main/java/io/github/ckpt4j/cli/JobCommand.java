package io.github.ckpt4j.cli;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.cli.print.Style;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "job",
    description = "Show job status.",
    footer = {
      "",
      "Examples:",
      "  ckpt job openai:ftjob-abc123 together:ft-1",
      "  ckpt job openai:ftjob-abc123 -o json | jq -r '.[0].state'",
    })
final class JobCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final JobFormatOption format = new JobFormatOption();

  @Override
  public Integer call() {
    List<JobRef> refs = jobs.read(ckpt);
    List<Job> found = new ArrayList<>();
    int code;
    try (CheckpointClient client = ckpt.client(UnaryOperator.identity());
        Progress progress = ckpt.messages().progress("Reading")) {
      code = ckpt.forEach(client, refs, CheckpointClient::job, (ref, job) -> found.add(job));
      progress.stop();
    }
    if (!format.isTable()) {
      try (RecordPrinter printer = format.printer(ckpt, Records.jobColumns())) {
        found.forEach(job -> printer.print(Records.of(job)));
      }
    } else if (!found.isEmpty()) {
      print(found);
    }
    return jobs.exitCode(code);
  }

  /** Errors and models are long and must be complete: they follow their job if they do not fit. */
  private void print(List<Job> found) {
    boolean wide = format.format() == Format.WIDE;
    int width = wide ? Terminal.UNLIMITED : ckpt.width();
    Table table = table(found, false);
    (table.fits(width) ? table : table(found, true))
        .lines(width, ckpt.style())
        .forEach(ckpt.out()::line);
  }

  private Table table(List<Job> found, boolean below) {
    Table table = new Table(List.of(
        Column.text("JOB", 0),
        Column.text("STATE", 0),
        Column.text("PROVIDER STATE", 3),
        Column.text("CREATED", 4),
        Column.text("FINISHED", 5),
        Column.text("BASE MODEL", 2),
        Column.text("RESULT", below ? 6 : 0),
        Column.text("ERROR", below ? 7 : 0)));
    for (Job job : found) {
      String result = HumanFormat.text(job.resultModel());
      String error = HumanFormat.text(job.error());
      table.row(
          List.of(
              HumanFormat.text(job.ref()),
              job.state().name().toLowerCase(Locale.ROOT),
              HumanFormat.text(job.providerState()),
              HumanFormat.time(job.createdAt(), ckpt.clock()),
              HumanFormat.time(job.finishedAt(), ckpt.clock()),
              HumanFormat.text(job.baseModel()),
              below ? HumanFormat.NONE : result,
              below ? HumanFormat.NONE : error),
          paint(job, ckpt.style()),
          below ? below(result, error) : List.of());
    }
    return table;
  }

  private static List<String> below(String result, String error) {
    return Stream.of("  result: " + result, "  error: " + error)
        .filter(line -> !line.endsWith(": " + HumanFormat.NONE))
        .toList();
  }

  static UnaryOperator<String> paint(Job job, Style style) {
    return switch (job.state()) {
      case SUCCEEDED -> style::good;
      case FAILED, CANCELLED -> style::bad;
      case QUEUED, RUNNING, PAUSED, UNKNOWN -> UnaryOperator.identity();
    };
  }
}
