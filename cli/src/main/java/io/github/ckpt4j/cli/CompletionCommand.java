package io.github.ckpt4j.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "completion",
    description = "Print a shell completion script.",
    footer = {
      "",
      "Examples:",
      "  bash:  source <(ckpt completion bash)      in ~/.bashrc",
      "  zsh:   source <(ckpt completion zsh)       in ~/.zshrc",
      "  fish:  ckpt completion fish > ~/.config/fish/completions/ckpt.fish",
    })
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Kind shell = Kind.BASH;

  /** A shell. */
  enum Kind {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    CommandLine root = PicocliSetup.of(ckpt);
    ckpt.out()
        .write(
            switch (shell) {
              case BASH, ZSH ->
                AutoComplete.bash("ckpt", root); // It turns zsh's emulation of bash on.
              case FISH -> Fish.completion(root);
            });
    return ExitCode.DONE;
  }
}
