package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.print.Style;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Sets up picocli: conversions, help, and what happens when something is wrong. */
final class PicocliSetup {
  private static final int NARROWEST_HELP = 60;
  private static final int WIDEST_HELP = 100;
  private static final String GLOBAL_OPTIONS = "globalOptions";

  private PicocliSetup() {}

  static CommandLine of(Ckpt ckpt) {
    CommandLine line = new CommandLine(ckpt, new Factory(ckpt));
    // What follows is another command's line, with options of its own.
    Objects.requireNonNull(line.getSubcommands().get("sandbox")).setStopAtPositional(true);
    return line.registerConverter(Duration.class, new Durations())
        .registerConverter(SinceOption.class, new SinceOption.Converter())
        .registerConverter(StopConditionOption.class, new StopConditionOption.Converter())
        .registerConverter(Metric.class, new MetricSelection.Converter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, ckpt.width())))
        .setHelpSectionKeys(sections(line))
        .setOut(new PrintWriter(ckpt.shell().out(), true))
        .setErr(new PrintWriter(ckpt.shell().err(), true))
        .setExecutionStrategy(parsed -> execute(ckpt, parsed))
        .setExecutionExceptionHandler((e, command, parsed) -> ckpt.messages().failure(e))
        .setParameterExceptionHandler((e, args) -> wrongUsage(ckpt, e));
  }

  private static int execute(Ckpt ckpt, ParseResult parsed) {
    for (CommandLine line : parsed.asCommandLineList()) {
      line.setColorScheme(
          Help.defaultColorScheme(ckpt.style() == Style.COLOR ? Ansi.ON : Ansi.OFF));
      describe(line);
    }
    ckpt.prepare();
    CommandLine root = parsed.commandSpec().commandLine();
    boolean isBare = !parsed.hasSubcommand() && parsed.matchedArgs().isEmpty();
    int code = isBare ? showHelp(root) : new RunLast().execute(parsed);
    ckpt.out().flush();
    return code;
  }

  private static int showHelp(CommandLine line) {
    line.usage(line.getOut());
    return ExitCode.DONE;
  }

  /** Shows the options that every command has behind those that only this one has. */
  private static void describe(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .synopsisSubcommandLabel("COMMAND")
        .parameterListHeading("%n")
        .commandListHeading("%nCommands:%n");
    line.getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            help -> isRoot(help) ? "" : options(help, false));
    line.getHelpSectionMap()
        .put(
            GLOBAL_OPTIONS, help -> "\nOptions of every command:\n" + options(help, !isRoot(help)));
  }

  private static boolean isRoot(Help help) {
    return help.commandSpec().parent() == null;
  }

  private static String options(Help help, boolean inherited) {
    List<OptionSpec> options = help.commandSpec().options().stream()
        .filter(option -> option.inherited() == inherited)
        .toList();
    return options.isEmpty() ? "" : help.optionListExcludingGroups(options);
  }

  private static List<String> sections(CommandLine line) {
    List<String> keys = new ArrayList<>(line.getHelpSectionKeys());
    keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), GLOBAL_OPTIONS);
    return keys;
  }

  private static int wrongUsage(Ckpt ckpt, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage());
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    String meant =
        suggestions.isEmpty() ? "" : " Did you mean: " + String.join(", ", suggestions) + "?";
    ckpt.messages()
        .warn(message
            + (message.endsWith(".") ? "" : ".")
            + meant
            + " See '"
            + command
            + " --help'.");
    return ExitCode.USAGE;
  }

  /** Hands the root command to those below it. */
  private record Factory(Ckpt ckpt) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(Ckpt.class))) {
          return type.cast(constructor.newInstance(ckpt));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
