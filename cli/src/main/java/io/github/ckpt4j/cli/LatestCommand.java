package io.github.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "latest",
    description = "Show each job's latest checkpoint.",
    footer = {
      "",
      "Examples:",
      "  ckpt latest openai:ftjob-abc123",
      "  ckpt latest baseten:project/job --ready -o name",
    })
final class LatestCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final CheckpointFormatOption format = new CheckpointFormatOption();

  @Mixin
  private final Filter filter = new Filter();

  @Override
  public Integer call() {
    return new SelectionPrinter(ckpt, jobs, format, filter).latest();
  }
}
