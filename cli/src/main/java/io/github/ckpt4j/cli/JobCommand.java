package io.github.ckpt4j.cli;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "job",
    description = "Shows how far jobs are.",
    footer = {
      "",
      "Examples:",
      "  ckpt job openai:ftjob-abc123 together:ft-1",
      "  ckpt job openai:ftjob-abc123 -o json | jq -r '.[0].state'",
    })
final class JobCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final FormatOption format = new FormatOption();

  JobCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    List<JobRef> refs = jobs.read(ckpt.shell().in());
    List<Job> found = new ArrayList<>();
    int code;
    try (CheckpointClient client = ckpt.client(UnaryOperator.identity());
        Progress progress = ckpt.messages().progress("Asking")) {
      code = ckpt.forEach(client, refs, CheckpointClient::job, (ref, job) -> found.add(job));
      progress.stop();
    }
    if (!format.format().isTable()) {
      try (RecordPrinter printer = format.format().printer(ckpt.out(), Records.jobColumns())) {
        found.forEach(job -> printer.print(Records.of(job)));
      }
    } else if (!found.isEmpty()) {
      table(found).lines(ckpt.width(), ckpt.style()).forEach(ckpt.out()::line);
    }
    return code;
  }

  private Table table(List<Job> found) {
    Table table = new Table(List.of(
        Column.text("JOB", 0),
        Column.word("STATE", 0),
        Column.word("PROVIDER SAYS", 3),
        Column.word("CREATED", 4),
        Column.word("FINISHED", 5),
        Column.text("BASE MODEL", 2),
        Column.text("RESULT", 6),
        Column.text("ERROR", 7)));
    for (Job job : found) {
      table.row(
          List.of(
              HumanFormat.text(job.ref()),
              job.state().name().toLowerCase(Locale.ROOT),
              HumanFormat.text(job.providerState()),
              HumanFormat.time(job.createdAt(), ckpt.clock()),
              HumanFormat.time(job.finishedAt(), ckpt.clock()),
              HumanFormat.text(job.baseModel()),
              HumanFormat.text(job.resultModel()),
              HumanFormat.text(job.error())),
          paint(job, ckpt.style()));
    }
    return table;
  }

  private static UnaryOperator<String> paint(Job job, Style style) {
    return switch (job.state()) {
      case SUCCEEDED -> style::good;
      case FAILED, CANCELLED -> style::bad;
      case QUEUED, RUNNING, PAUSED, UNKNOWN -> UnaryOperator.identity();
    };
  }
}
