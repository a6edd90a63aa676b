package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoints;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "best",
    description = "Shows the best checkpoint of each job by a metric.",
    footer = {
      "",
      "Examples:",
      "  ckpt best openai:ftjob-abc123",
      "  ckpt best together:ft-1 --metric full_valid_loss",
      "  model=$(ckpt best openai:ftjob-abc123 -o json | jq -r '.[0].model')",
    })
final class BestCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final Filter filter = new Filter();

  BestCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    return new SelectionPrinter(ckpt, format.format(), filter, metric.metric())
        .print(
            jobs.read(ckpt.shell().in()),
            checkpoints -> Checkpoints.top(
                checkpoints, 1, MetricSelection.judging(metric.metric(), checkpoints)));
  }
}
