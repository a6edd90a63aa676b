package io.github.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "top",
    description = "Show each job's best checkpoints by a metric, best first.",
    footer = {
      "",
      "Examples:",
      "  ckpt top openai:ftjob-abc123",
      "  ckpt top -n 10 --metric valid_mean_token_accuracy openai:ftjob-abc123",
    })
final class TopCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Show N checkpoints per job (default 5).")
  private int limit = 5;

  @Mixin
  private final CheckpointFormatOption format = new CheckpointFormatOption();

  @Mixin
  private final MetricOption metric = new MetricOption();

  @Mixin
  private final MetricsFileOption file = new MetricsFileOption();

  @Mixin
  private final Filter filter = new Filter();

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new IllegalArgumentException("--limit must be 1 or more, not " + limit);
    }
    return new SelectionPrinter(ckpt, jobs, format, filter).best(limit, metric.metric(), file);
  }
}
