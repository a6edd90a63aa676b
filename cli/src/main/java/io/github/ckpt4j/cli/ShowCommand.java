package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoints;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Details;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows everything that is known of one checkpoint.",
    footer = {
      "",
      "Examples:",
      "  ckpt show openai:ftjob-abc123",
      "  ckpt show openai:ftjob-abc123 200",
      "  ckpt show baseten:project/job checkpoint-24",
    })
final class ShowCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Parameters(index = "0", paramLabel = "JOB", description = "The job's reference.")
  private String job = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CHECKPOINT",
      defaultValue = "latest",
      description = "A step, an id, best or latest; latest by default.")
  private String which = "latest";

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  ShowCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    JobRef ref = JobRef.parse(job);
    try (CheckpointClient client = ckpt.client(CallOptions::withMetrics);
        Progress progress = ckpt.messages().progress("Reading " + ref)) {
      List<Checkpoint> all = client.list(ref);
      Checkpoint checkpoint = find(all)
          .orElseThrow(() -> new NotFoundException(ref + " has no checkpoint '" + which
              + "'; 'ckpt list " + ref + " -o wide' shows those" + " it has."));
      progress.stop();
      print(checkpoint);
    }
    return ExitCode.DONE;
  }

  private Optional<Checkpoint> find(List<Checkpoint> all) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return switch (which) {
      case "latest" -> Checkpoints.latest(all);
      case "best" -> Checkpoints.best(all, MetricSelection.judging(metric.metric(), all));
      default ->
        byId(all)
            .or(() -> which.matches("\\d{1,18}")
                ? Checkpoints.atStep(all, Long.parseLong(which))
                : Optional.empty());
    };
  }

  private Optional<Checkpoint> byId(List<Checkpoint> all) {
    return all.stream().filter(each -> each.id().equals(which)).findFirst();
  }

  private void print(Checkpoint checkpoint) {
    Format as = format.format();
    if (as.isTable()) {
      new Details(ckpt.clock(), ckpt.style()).lines(checkpoint).forEach(ckpt.out()::line);
      return;
    }
    try (RecordPrinter printer = as.printer(
        ckpt.out(),
        Records.checkpointColumns(MetricSelection.columns(List.of(), List.of(checkpoint.job()))))) {
      printer.print(Records.of(checkpoint));
    }
  }
}
