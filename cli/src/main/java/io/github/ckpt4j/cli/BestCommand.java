package io.github.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "best",
    description = "Show each job's best checkpoint by a metric.",
    footer = {
      "",
      "Examples:",
      "  ckpt best openai:ftjob-abc123",
      "  ckpt best together:ft-1 --metric full_valid_loss",
      "  model=$(ckpt best openai:ftjob-abc123 -o json | jq -r '.[0].model')",
    })
final class BestCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Mixin
  private final Filter filter = new Filter();

  @Override
  public Integer call() {
    return new SelectionPrinter(ckpt, jobs, format, filter).best(1, metric.metric(), file);
  }
}
