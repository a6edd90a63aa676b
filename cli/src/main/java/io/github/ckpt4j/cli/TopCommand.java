package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoints;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "top",
    description = "Shows the best checkpoints of each job by a metric, the best first.",
    footer = {
      "",
      "Examples:",
      "  ckpt top openai:ftjob-abc123",
      "  ckpt top -n 10 --metric valid_mean_token_accuracy openai:ftjob-abc123",
    })
final class TopCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "5",
      description = "How many of each job; 5 by default.")
  private int limit = 5;

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final Filter filter = new Filter();

  TopCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    return new SelectionPrinter(ckpt, format.format(), filter, metric.metric())
        .print(
            jobs.read(ckpt.shell().in()),
            checkpoints -> Checkpoints.top(
                checkpoints, limit, MetricSelection.judging(metric.metric(), checkpoints)));
  }
}
