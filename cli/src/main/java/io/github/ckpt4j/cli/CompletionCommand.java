package io.github.ckpt4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
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
      "Completes job references listed during the last day, without a request.",
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
              // picocli's script enables zsh's bash emulation.
              case BASH, ZSH -> AutoComplete.bash("ckpt", root) + script("jobs.bash");
              case FISH -> script("jobs.fish") + Fish.completion(root);
            });
    return ExitCode.DONE;
  }

  /** A part of a script that does not depend on the commands. */
  private static String script(String name) {
    try (InputStream in = CompletionCommand.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
