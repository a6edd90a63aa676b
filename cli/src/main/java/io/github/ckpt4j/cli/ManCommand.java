package io.github.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "man",
    description = "Prints the manual page, for 'man -l'.",
    footer = {"", "Example:", "  ckpt man | man -l -"})
final class ManCommand implements Callable<Integer> {
  private final Ckpt ckpt;

  ManCommand(Ckpt ckpt) {
    this.ckpt = ckpt;
  }

  @Override
  public Integer call() {
    ckpt.out().write(ManPage.of(PicocliSetup.of(ckpt)));
    return ExitCode.DONE;
  }
}
