package io.github.ckpt4j.cli;

import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sandbox",
    description = "Starts a server on this machine that plays all providers, for trying things out"
        + " without keys.",
    footer = {
      "",
      "With a COMMAND, runs it with the variables set that lead to the sandbox, and ends with it.",
      "Without one, prints these variables for a shell and serves until it is stopped. Options of",
      "the sandbox go before the COMMAND.",
      "",
      "Examples:",
      "  ckpt sandbox ckpt list openai:ftjob-overfitted",
      "  ckpt sandbox --speed 300 python finetune_report.py",
      "  ckpt sandbox --port 8642",
    })
final class SandboxCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port to listen on; any free one by default.")
  private int port;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "How many times faster than the clock its jobs go on.")
  private double speed = 1;

  @Option(names = "--latency", paramLabel = "TIME", description = "How long each answer takes.")
  private @Nullable Duration latency;

  @Option(
      names = "--faults",
      paramLabel = "RATE",
      defaultValue = "0",
      description = "Which part of all requests fails, from 0 to 1.")
  private double faults;

  @Parameters(paramLabel = "COMMAND", description = "What to run, with its arguments.")
  private List<String> command = List.of();

  SandboxCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Sandbox.Builder builder = Sandbox.builder().port(port).acceleration(speed);
    if (latency != null) {
      builder.latency(latency);
    }
    if (faults > 0) {
      builder.faultRate(faults, 1);
    }
    try (Sandbox sandbox = builder.start()) {
      return command.isEmpty() ? serve(sandbox) : run(sandbox);
    }
  }

  private int run(Sandbox sandbox) throws IOException, InterruptedException {
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    process.environment().putAll(sandbox.environment());
    return process.start().waitFor();
  }

  private int serve(Sandbox sandbox) throws InterruptedException {
    for (Map.Entry<String, String> variable : sandbox.environment().entrySet()) {
      ckpt.out().line("export " + variable.getKey() + "='" + variable.getValue() + "'");
    }
    ckpt.messages().note("Jobs to ask for:");
    sandbox.jobs().forEach(job -> ckpt.messages().note("  " + job));
    ckpt.messages().note("Serving until stopped with Ctrl-C.");
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }
}
