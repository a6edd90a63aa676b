package io.github.ckpt4j.cli;

import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "help",
    description = "Show help for a command, or for the options that all commands share.",
    footer = {"", "Examples:", "  ckpt help list", "  ckpt help options"})
final class HelpCommand implements Callable<Integer> {
  private static final String OPTIONS = "options";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..1",
      completionCandidates = Topics.class,
      description = "A command, or 'options'.")
  private @Nullable String topic;

  /** Completes the commands. */
  static final class Topics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Commands.ALL.stream()
                  .map(each -> each.getAnnotation(Command.class).name()),
              Stream.of(OPTIONS))
          .iterator();
    }
  }

  @Override
  public Integer call() {
    CommandLine root = PicocliSetup.of(ckpt);
    if (OPTIONS.equals(topic)) {
      ckpt.out().write(PicocliSetup.globalOptions(root));
      return ExitCode.DONE;
    }
    CommandLine command = topic == null ? root : root.getSubcommands().get(topic);
    if (command == null) {
      throw new IllegalArgumentException(
          "unknown command '" + topic + "'. 'ckpt --help' lists the commands");
    }
    PicocliSetup.describe(command);
    command.usage(root.getOut());
    return ExitCode.DONE;
  }
}
