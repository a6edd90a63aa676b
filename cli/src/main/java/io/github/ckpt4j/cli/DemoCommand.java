package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Shows what it does, without keys: asks a sandbox in this process, over HTTP, for"
        + " a job of every provider, and follows one to its end, 300 times as fast as real.",
    footer = {"", "Example:", "  ckpt demo"})
final class DemoCommand implements Callable<Integer> {
  /** A checkpoint every five minutes is one a second. */
  private static final int SPEED = 300;

  private static final String RUNNING = "openai:ftjob-demo";

  private final Ckpt ckpt;

  @Option(names = "--brief", description = "Only the listing.")
  private boolean brief;

  DemoCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    try (Sandbox sandbox = Sandbox.builder().acceleration(SPEED).start()) {
      Environment shell = ckpt.shell().apart(sandbox.environment());
      List<String> jobs = oneOfEach(sandbox.jobs());
      int code = run(shell, "list", jobs);
      if (brief || code != ExitCode.DONE) {
        return code;
      }
      sandbox.add(SandboxJob.of(RUNNING).checkpoints(8).startingAt(sandbox.now()));
      return run(shell, "watch", List.of(RUNNING, "--interval", "250ms"));
    }
  }

  private int run(Environment shell, String command, List<String> jobs) {
    ckpt.messages().note("$ ckpt " + command + " " + String.join(" ", jobs));
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(jobs);
    all.addAll(ckpt.passedOn());
    return Ckpt.run(shell, all.toArray(String[]::new));
  }

  /** The first job of each provider. */
  private static List<String> oneOfEach(List<String> jobs) {
    Map<String, String> first = new LinkedHashMap<>();
    jobs.forEach(job -> first.putIfAbsent(JobRef.parse(job).provider(), job));
    return List.copyOf(first.values());
  }
}
