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
import picocli.CommandLine.ParentCommand;

@Command(
    name = "demo",
    description = "Show what ckpt does, without keys: list a job of every provider from a local"
        + " sandbox, and watch one to its end at 300 times the real speed.",
    footer = {"", "Example:", "  ckpt demo"})
final class DemoCommand implements Callable<Integer> {
  /** A checkpoint every five minutes becomes one per second. */
  private static final int SPEED = 300;

  private static final String RUNNING = "openai:ftjob-demo";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Option(names = "--brief", description = "Only list, do not watch.")
  private boolean brief;

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
      int watched = run(shell, "watch", List.of(RUNNING, "--interval", "250ms"));
      ckpt.messages().note("Next: ckpt sandbox ckpt plot openai:ftjob-overfitted");
      return watched;
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
