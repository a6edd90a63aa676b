package io.github.ckpt4j.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "env",
    description = "Print the environment variables of a sandbox that runs in another terminal.",
    footer = {
      "",
      "Examples:",
      "  bash, zsh:   eval \"$(ckpt sandbox env)\"",
      "  fish:        ckpt sandbox env | source",
      "  PowerShell:  ckpt sandbox env --shell powershell | Out-String | Invoke-Expression",
    })
final class SandboxEnvCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private SandboxCommand sandbox;

  @Option(
      names = "--shell",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: your shell, by $SHELL).")
  private @Nullable ShellSyntax shell;

  @Override
  public Integer call() throws IOException {
    Ckpt ckpt = sandbox.ckpt();
    Map<String, String> environment = ckpt.shell().environment();
    Optional<Map<String, String>> running = new RunningSandbox(environment).variables();
    if (running.isEmpty()) {
      throw new NotFoundException(
          "no sandbox is running. Hint: start one in another terminal with 'ckpt sandbox'");
    }
    ShellSyntax syntax = shell == null ? ShellSyntax.of(environment) : shell;
    running.get().forEach((name, value) -> ckpt.out().line(syntax.assignment(name, value)));
    return ExitCode.DONE;
  }
}
