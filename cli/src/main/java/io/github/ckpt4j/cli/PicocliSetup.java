package io.github.ckpt4j.cli;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.cli.archive.Shard;
import io.github.ckpt4j.cli.print.Style;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Sets up picocli: conversions, help, and error handling. */
final class PicocliSetup {
  private static final int NARROWEST_HELP = 60;
  private static final int WIDEST_HELP = 100;
  private static final String GLOBAL_OPTIONS = "globalOptions";

  private PicocliSetup() {}

  /** Every command. */
  static CommandLine of(Ckpt ckpt) {
    return of(ckpt, new String[0]);
  }

  /** The commands that the arguments need: see {@link Commands}. */
  static CommandLine of(Ckpt ckpt, String... args) {
    CommandLine line = new CommandLine(ckpt);
    Commands.add(line, args);
    CommandLine sandbox = line.getSubcommands().get("sandbox");
    if (sandbox != null) {
      // The rest is another command line, with its own options.
      sandbox.setStopAtPositional(true);
    }
    // One object: Java 17 cannot make a class-data archive with two equal method references.
    ITypeConverter<Integer> wholeNumber = PicocliSetup::wholeNumber;
    return line.registerConverter(Duration.class, new Durations())
        .registerConverter(SinceOption.class, new SinceOption.Converter())
        .registerConverter(StopConditionOption.class, new StopConditionOption.Converter())
        .registerConverter(Job.State.class, PicocliSetup::state)
        .registerConverter(Metric.class, new MetricSelection.Converter())
        .registerConverter(Terminal.Color.class, choice(Terminal.Color.values()))
        .registerConverter(CompletionCommand.Kind.class, choice(CompletionCommand.Kind.values()))
        .registerConverter(ShellSyntax.class, choice(ShellSyntax.values()))
        .registerConverter(Weights.class, choice(Weights.values()))
        .registerConverter(Artifact.class, PicocliSetup::artifact)
        .registerConverter(Shard.class, PicocliSetup::shard)
        .registerConverter(int.class, wholeNumber)
        .registerConverter(Integer.class, wholeNumber)
        .registerConverter(Long.class, PicocliSetup::longNumber)
        .registerConverter(double.class, PicocliSetup::number)
        .setExpandAtFiles(false)
        .setUsageHelpWidth(Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, ckpt.width())))
        .setHelpSectionKeys(sections(line))
        .setOut(new PrintWriter(ckpt.shell().out(), true))
        .setErr(new PrintWriter(ckpt.shell().err(), true))
        .setExecutionStrategy(parsed -> execute(ckpt, parsed))
        .setExecutionExceptionHandler((e, command, parsed) -> ckpt.messages().failure(e))
        .setParameterExceptionHandler((e, unused) -> wrongUsage(ckpt, e));
  }

  private static int execute(Ckpt ckpt, ParseResult parsed) {
    try {
      for (CommandLine line : parsed.asCommandLineList()) {
        line.setColorScheme(
            Help.defaultColorScheme(ckpt.style() == Style.COLOR ? Ansi.ON : Ansi.OFF));
        describe(line);
      }
      ckpt.prepare();
      checkOutput(parsed);
      CommandLine root = parsed.commandSpec().commandLine();
      boolean isBare = !parsed.hasSubcommand() && parsed.matchedArgs().isEmpty();
      int code = isBare ? showHelp(root) : new RunLast().execute(parsed);
      ckpt.out().flush();
      return code;
    } catch (ExecutionException e) {
      throw e; // A command's own failure, which the exception handler reports.
    } catch (RuntimeException e) {
      return ckpt.messages().failure(e); // Help and version may meet a full disk, too.
    }
  }

  /** Refuses impossible output options before anything is requested. */
  private static void checkOutput(ParseResult parsed) {
    for (CommandLine line : parsed.asCommandLineList()) {
      if (!line.isUsageHelpRequested()) {
        line.getCommandSpec().mixins().values().stream()
            .map(CommandSpec::userObject)
            .filter(OutputOption.class::isInstance)
            .forEach(option -> ((OutputOption) option).check());
      }
    }
  }

  private static int showHelp(CommandLine line) {
    line.usage(line.getOut());
    return ExitCode.DONE;
  }

  /** Shows the options that every command has once: in the root's help. */
  static void describe(CommandLine line) {
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
            GLOBAL_OPTIONS,
            help -> isRoot(help)
                ? "\nOptions of every command:\n" + options(help, false)
                : "\n'ckpt help options' shows the options of every command.\n");
  }

  /** The options that every command has. */
  static String globalOptions(CommandLine root) {
    describe(root);
    return "Options of every command:\n" + options(root.getHelp(), false);
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
    CommandLine line = e.getCommandLine();
    String command = line.getCommandSpec().qualifiedName();
    String message = e instanceof UnmatchedArgumentException unmatched
        ? unmatched(unmatched, line)
        : lowerFirst(String.valueOf(e.getMessage()));
    ckpt.messages()
        .warn(message + (message.matches(".*[.?]") ? "" : ".") + " See '" + command + " --help'.");
    return ExitCode.USAGE;
  }

  private static String unmatched(UnmatchedArgumentException e, CommandLine line) {
    String argument = e.getUnmatched().get(0);
    boolean isRoot = line.getParent() == null;
    String what = argument.startsWith("-")
        ? "unknown option"
        : isRoot ? "unknown command" : "unexpected argument";
    String meant = Stream.concat(
            isRoot ? line.getSubcommands().keySet().stream() : Stream.of(),
            line.getCommandSpec().optionsMap().keySet().stream())
        .filter(name -> isClose(name, argument.replaceFirst("=.*", "")))
        .collect(Collectors.joining(", "));
    return what + " '" + argument + "'." + (meant.isEmpty() ? "" : " Did you mean: " + meant + "?");
  }

  private static String lowerFirst(String message) {
    return message.isEmpty()
        ? message
        : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  /** Whether the words differ by one or two typing errors. */
  private static boolean isClose(String name, String typed) {
    int allowed = Math.min(2, name.length() / 3);
    return allowed > 0 && distance(name, typed) <= allowed;
  }

  private static int distance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  static <T> ITypeConverter<T> choice(T[] values) {
    return text -> Stream.of(values)
        .filter(value -> value.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new InvalidArgument("must be "
            + Stream.of(values).map(String::valueOf).collect(Collectors.joining(", "))
            + ", not '" + text + "'"));
  }

  private static Job.State state(String text) {
    return Stream.of(Job.State.values())
        .filter(state -> state.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new InvalidArgument("must be "
            + Stream.of(Job.State.values())
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))
            + ", not '" + text + "'"));
  }

  private static Artifact artifact(String text) {
    return Stream.of(Artifact.values())
        .filter(form -> form.name().equalsIgnoreCase(text.replace('-', '_')))
        .findFirst()
        .orElseThrow(
            () -> new InvalidArgument("must be as-is, merged or adapter, not '" + text + "'"));
  }

  private static Shard shard(String text) {
    if (!text.matches("\\d{1,9}/\\d{1,9}")) {
      throw new InvalidArgument("a shard is I/N, such as 0/4, not '" + text + "'");
    }
    int slash = text.indexOf('/');
    try {
      return new Shard(
          Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw new InvalidArgument(String.valueOf(e.getMessage()), e);
    }
  }

  private static int wholeNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidArgument("must be a whole number, not '" + text + "'");
    }
  }

  private static long longNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidArgument("must be a whole number, not '" + text + "'");
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InvalidArgument("must be a number, not '" + text + "'");
    }
  }
}
