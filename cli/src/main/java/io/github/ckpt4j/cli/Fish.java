package io.github.ckpt4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the completion script for fish, which picocli does not support. */
final class Fish {
  private Fish() {}

  static String completion(CommandLine root) {
    List<String> lines = new ArrayList<>();
    lines.add("complete -c ckpt -f");
    root.getCommandSpec()
        .options()
        .forEach(option -> lines.add("complete -c ckpt" + option(option)));
    root.getSubcommands().forEach((name, command) -> {
      lines.add("complete -c ckpt -n __fish_use_subcommand -a " + name + " -d "
          + quoted(first(command.getCommandSpec().usageMessage().description())));
      String within = "complete -c ckpt -n '__fish_seen_subcommand_from " + name + "'";
      command.getCommandSpec().options().stream()
          .filter(option -> !option.inherited())
          .forEach(option -> lines.add(within + option(option)));
      command.getCommandSpec().positionalParameters().stream()
          .filter(parameter -> parameter.completionCandidates() != null)
          .forEach(parameter -> lines.add(within + " -a " + quoted(parameter(parameter))));
    });
    return String.join("\n", lines) + "\n";
  }

  private static String option(OptionSpec option) {
    StringBuilder words = new StringBuilder();
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      words.append(" -x");
      if (option.longestName().equals("--profile")) {
        words.append(" -a '(__ckpt_profiles)'");
      } else if (option.completionCandidates() != null) {
        words.append(" -a ").append(quoted(candidates(option)));
      }
    }
    return words + " -d " + quoted(first(option.description()));
  }

  private static String parameter(ArgSpec parameter) {
    boolean isJob = parameter.completionCandidates() instanceof JobArguments.Prefixes;
    return candidates(parameter) + (isJob ? " (__ckpt_jobs)" : "");
  }

  private static String candidates(ArgSpec argument) {
    return String.join(" ", argument.completionCandidates());
  }

  private static String first(String[] description) {
    String text = String.join(" ", description);
    int end = text.indexOf(". ");
    return (end < 0 ? text : text.substring(0, end)).replace("${COMPLETION-CANDIDATES} ", "");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
