package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoints;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "latest",
    description = "Shows the checkpoint of the highest step of each job.",
    footer = {
      "",
      "Examples:",
      "  ckpt latest openai:ftjob-abc123",
      "  ckpt latest baseten:project/job --ready -o json | jq -r '.[0].model'",
    })
final class LatestCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Mixin
  private final JobArguments jobs = new JobArguments();

  @Mixin
  private final FormatOption format = new FormatOption();

  @Mixin
  private final Filter filter = new Filter();

  LatestCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    return new SelectionPrinter(ckpt, format.format(), filter, null)
        .print(
            jobs.read(ckpt.shell().in()),
            checkpoints -> Checkpoints.latest(checkpoints).stream().toList());
  }
}
