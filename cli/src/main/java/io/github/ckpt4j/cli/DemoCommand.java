package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.sandbox.Sandbox;
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
        + " a job of every provider.",
    footer = {"", "Example:", "  ckpt demo"})
final class DemoCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  @Option(names = "--brief", description = "Only the listing.")
  private boolean brief;

  DemoCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    try (Sandbox sandbox = Sandbox.start()) {
      Shell shell = ckpt.shell().apart(sandbox.environment());
      List<String> jobs = oneOfEach(sandbox.jobs());
      int code = run(shell, "list", jobs);
      return brief || code != ExitCode.DONE ? code : run(shell, "best", jobs.subList(0, 4));
    }
  }

  private int run(Shell shell, String command, List<String> jobs) {
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
