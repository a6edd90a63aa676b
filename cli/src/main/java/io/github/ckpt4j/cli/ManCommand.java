package io.github.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "man",
    description = "Print the manual page, for 'man -l'.",
    footer = {"", "Example:", "  ckpt man | man -l -"})
final class ManCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Override
  public Integer call() {
    ckpt.out().write(ManPage.of(PicocliSetup.of(ckpt)));
    return ExitCode.DONE;
  }
}
