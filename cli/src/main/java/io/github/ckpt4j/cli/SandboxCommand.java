package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "sandbox",
    description = "Run a local server that emulates all providers (no keys needed).",
    customSynopsis = {
      "ckpt sandbox [OPTIONS] [--shell | COMMAND...]",
      "       ckpt sandbox env [--shell=NAME]"
    },
    subcommands = SandboxEnvCommand.class,
    footer = {
      "",
      "With COMMAND: run it with the sandbox's environment variables, then exit. Without it: print",
      "these variables for a shell, and serve until stopped. Put the sandbox's options before COMMAND.",
      "In another terminal, 'ckpt sandbox env' prints the variables again.",
      "",
      "Examples:",
      "  ckpt sandbox ckpt list openai:ftjob-overfitted",
      "  ckpt sandbox --speed 300 python finetune_report.py",
      "  ckpt sandbox --shell",
      "  ckpt sandbox --port 8642",
      "  eval \"$(ckpt sandbox env)\"                 # in another terminal",
      "  ckpt sandbox --port 8642 --save-profile      # then: ckpt jobs --profile sandbox",
    })
final class SandboxCommand implements Callable<Integer> {
  private static final int LAST_PORT = 65535;
  private static final int MOST_JOBS = 100_000;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port to listen on (default: any free port).")
  private int port;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Speed-up factor for simulated jobs.")
  private double speed = 1;

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      description = "How long each response takes, such as 50ms.")
  private @Nullable Duration latency;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "0",
      description = "Serve N more jobs at each provider.")
  private int jobs;

  @Option(
      names = "--checkpoint-size",
      paramLabel = "SIZE",
      converter = ByteSizes.class,
      description =
          "The size of each checkpoint, such as 8MB; files of any size use no disk space.")
  private @Nullable Long checkpointSize;

  @Option(
      names = "--weight-files",
      paramLabel = "N",
      description = "The number of large files of each checkpoint.")
  private @Nullable Integer weightFiles;

  @Option(
      names = "--faults",
      paramLabel = "RATE",
      defaultValue = "0",
      description = "Fraction of requests that fail, from 0 to 1.")
  private double faults;

  @Option(
      names = "--shell",
      description = "Start your shell with the sandbox's environment variables; 'exit' ends both.")
  private boolean shell;

  @Option(
      names = "--save-profile",
      description = "Write the profile 'sandbox' into the configuration file, for --profile sandbox"
          + " in other terminals. With --port, it stays valid for later runs.")
  private boolean saveProfile;

  @Parameters(paramLabel = "COMMAND", description = "The command to run, with its arguments.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws InterruptedException {
    check();
    Sandbox.Builder builder = Sandbox.builder().port(port).acceleration(speed).jobs(jobs);
    if (latency != null) {
      builder.latency(latency);
    }
    if (checkpointSize != null) {
      builder.checkpointSize(checkpointSize);
    }
    if (weightFiles != null) {
      builder.weightFiles(weightFiles);
    }
    if (faults > 0) {
      builder.faultRate(faults, 1);
    }
    try (Sandbox sandbox = builder.start()) {
      if (shell) {
        command = List.of(usersShell());
        ckpt.messages().note("This shell uses the sandbox. 'exit' ends both.");
        return run(sandbox);
      }
      if (command.isEmpty()) {
        return serve(sandbox);
      }
      return command.get(0).equals("ckpt") ? runCkpt(sandbox) : run(sandbox);
    }
  }

  Ckpt ckpt() {
    return ckpt;
  }

  private void check() {
    if (shell && !command.isEmpty()) {
      throw new IllegalArgumentException("--shell starts your shell and takes no command");
    }
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("--port must be from 0 to " + LAST_PORT + ", not " + port);
    }
    if (saveProfile && (shell || !command.isEmpty())) {
      throw new IllegalArgumentException(
          "--save-profile requires a sandbox that serves, without a command or --shell");
    }
    if (jobs < 0 || jobs > MOST_JOBS) {
      throw new IllegalArgumentException("--jobs must be from 0 to " + MOST_JOBS + ", not " + jobs);
    }
    if (!(speed > 0 && Double.isFinite(speed))) {
      throw new IllegalArgumentException("--speed must be a number greater than 0, not " + speed);
    }
    if (weightFiles != null && weightFiles < 1) {
      throw new IllegalArgumentException(
          "--weight-files must be greater than 0, not " + weightFiles);
    }
    if (!(faults >= 0 && faults <= 1)) {
      throw new IllegalArgumentException("--faults must be from 0 to 1, not " + faults);
    }
  }

  private String usersShell() {
    Map<String, String> environment = ckpt.shell().environment();
    boolean isWindows = environment.containsKey("PSModulePath") && !environment.containsKey("HOME");
    String named = environment.getOrDefault("SHELL", "");
    return !named.isEmpty() ? named : isWindows ? "powershell" : "/bin/sh";
  }

  /** Runs this program itself, even if it is not on the PATH. */
  private int runCkpt(Sandbox sandbox) {
    return Ckpt.run(
        ckpt.shell().apart(sandbox.environment()),
        command.subList(1, command.size()).toArray(String[]::new));
  }

  private int run(Sandbox sandbox) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(sandbox.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      String name = command.get(0);
      boolean isOurs = PicocliSetup.of(ckpt).getSubcommands().containsKey(name);
      throw new IllegalArgumentException(
          "cannot run the command '" + name + "': it is not found or not executable"
              + (isOurs ? ". Did you mean: ckpt sandbox ckpt " + name + "?" : ""),
          e);
    }
    return process.waitFor();
  }

  private void save(Sandbox sandbox) {
    Path file = Configuration.path(ckpt.shell().environment());
    try {
      SandboxProfile.write(file, Configuration.installed(), sandbox.environment());
      ckpt.messages().note("Or use the profile: ckpt jobs --profile " + SandboxProfile.NAME);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** The jobs, each with what it demonstrates; only the first of many generated ones. */
  private static List<String> jobs(Sandbox sandbox) {
    List<String> jobs = sandbox.jobs().stream().sorted().toList();
    List<String> shown =
        jobs.stream().filter(job -> !sandbox.shows(job).isEmpty()).toList();
    int width = shown.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    shown.forEach(job ->
        lines.add("  " + job + " ".repeat(width - job.length()) + "  " + sandbox.shows(job)));
    if (jobs.size() > shown.size()) {
      lines.add("  and " + HumanFormat.count(jobs.size() - shown.size(), "more job"));
    }
    return lines;
  }

  private boolean announce(Sandbox sandbox) {
    try {
      new RunningSandbox(ckpt.shell().environment()).announce(sandbox.environment());
      return true;
    } catch (IOException e) {
      return false; // Without the file, the lines can still be pasted.
    }
  }

  private int serve(Sandbox sandbox) throws InterruptedException {
    Map<String, String> environment = ckpt.shell().environment();
    ShellSyntax syntax = ShellSyntax.of(environment);
    String use = announce(sandbox)
        ? "Run this in another terminal: " + syntax.evaluation("ckpt sandbox env")
        : "Paste these lines into another terminal:";
    ckpt.messages().note(use);
    sandbox.environment().forEach((name, value) -> ckpt.out().line(syntax.assignment(name, value)));
    ckpt.out().flush();
    if (saveProfile) {
      save(sandbox);
    }
    ckpt.messages().note("Jobs to try:");
    ckpt.messages().lines(jobs(sandbox));
    ckpt.messages().note("Serving until stopped with Ctrl-C.");
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }
}
