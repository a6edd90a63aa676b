package io.github.ckpt4j.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/**
 * The commands, in the order of the help. The model of a command is built by reflection, and building all of
 * them takes longer than most commands run, so a command line that begins with a command gets that one only.
 */
final class Commands {
  static final List<Class<?>> ALL = List.of(
      ListCommand.class,
      LatestCommand.class,
      BestCommand.class,
      TopCommand.class,
      ShowCommand.class,
      UseCommand.class,
      WatchCommand.class,
      CompareCommand.class,
      PlotCommand.class,
      GateCommand.class,
      JobCommand.class,
      JobsCommand.class,
      OpenCommand.class,
      EventsCommand.class,
      ExpiringCommand.class,
      InventoryCommand.class,
      DownloadCommand.class,
      ArchiveCommand.class,
      VerifyCommand.class,
      ReportCommand.class,
      ProvidersCommand.class,
      ConfigCommand.class,
      AuthCommand.class,
      SandboxCommand.class,
      DemoCommand.class,
      CompletionCommand.class,
      ManCommand.class,
      HelpCommand.class);

  private Commands() {}

  /** Adds the command named by the first argument, or all commands if it names none. */
  static void add(CommandLine line, String... args) {
    List<Class<?>> named = args.length == 0
        ? List.of()
        : ALL.stream().filter(each -> isNamed(each, args[0])).toList();
    (named.isEmpty() ? ALL : named).forEach(line::addSubcommand);
  }

  /** Compares class names, which cost nothing to read. An alias has no class, so all commands are built. */
  private static boolean isNamed(Class<?> command, String name) {
    return command.getSimpleName().toLowerCase(Locale.ROOT).equals(name + "command");
  }
}
