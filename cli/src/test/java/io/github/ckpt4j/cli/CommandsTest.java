package io.github.ckpt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command line gets the one command that it begins with, or else all. */
final class CommandsTest {
  private static final Ckpt CKPT = new Ckpt(new Cli().shell());

  static Stream<String> names() {
    return Commands.ALL.stream().map(each -> each.getAnnotation(Command.class).name());
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingButTheNamedCommandIsBuilt(String name) {
    CommandLine root = PicocliSetup.of(CKPT, name, "argument");

    assertThat(Set.copyOf(root.getSubcommands().values())).containsExactly(command(root, name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneCommandHasTheHelpThatItHasAmongAll(String name) {
    assertThat(help(PicocliSetup.of(CKPT, name), name))
        .isEqualTo(help(PicocliSetup.of(CKPT), name));
  }

  /** Of a text that is no format, picocli prints a warning among the help. */
  @ParameterizedTest
  @MethodSource("names")
  void everyTextOfTheHelpIsAFormat(String name) {
    CommandSpec spec = command(PicocliSetup.of(CKPT, name), name).getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();

    assertThat(Stream.of(
                Stream.of(usage.description(), usage.footer(), usage.header()),
                spec.options().stream().map(OptionSpec::description),
                spec.positionalParameters().stream().map(PositionalParamSpec::description))
            .flatMap(texts -> texts.flatMap(Stream::of)))
        .isNotEmpty()
        .allSatisfy(text -> assertThatCode(() -> String.format(text)).doesNotThrowAnyException());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "LIST", "lis", "--quiet", "-V", "", "command", "list ", "Ckpt"})
  void anythingElseMayMeanAnyCommand(String first) {
    assertThat(PicocliSetup.of(CKPT, first, "list").getSubcommands().keySet())
        .containsAll(names().toList())
        .contains("ls");
  }

  @Test
  void noArgumentsMayMeanAnyCommand() {
    assertThat(PicocliSetup.of(CKPT, new String[0]).getSubcommands().keySet())
        .containsAll(names().toList());
  }

  @Test
  void commandsAreListedOnce() {
    assertThat(List.copyOf(Commands.ALL)).doesNotHaveDuplicates();
  }

  private static String help(CommandLine root, String name) {
    CommandLine line = command(root, name);
    PicocliSetup.describe(line);
    return line.getUsageMessage();
  }

  private static CommandLine command(CommandLine root, String name) {
    return Objects.requireNonNull(root.getSubcommands().get(name), name);
  }
}
