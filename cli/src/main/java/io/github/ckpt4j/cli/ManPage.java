package io.github.ckpt4j.cli;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the manual page from the descriptions of the commands, in the format of man(7). */
final class ManPage {
  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  static String of(CommandLine root) {
    ManPage man = new ManPage();
    man.write(root);
    return man.page.toString();
  }

  private void write(CommandLine root) {
    CommandSpec spec = root.getCommandSpec();
    request("TH CKPT 1 \"\" \"" + root.getCommandSpec().version()[0] + "\" \"User Commands\"");
    request("SH NAME");
    text("ckpt - inspect fine-tuning checkpoints from any provider");
    request("SH SYNOPSIS");
    request("B ckpt");
    text("COMMAND [OPTION]... [JOB]...");
    request("SH DESCRIPTION");
    text(String.join(" ", spec.usageMessage().description()));
    request("SH COMMANDS");
    new LinkedHashSet<>(root.getSubcommands().values()).forEach(this::command);
    request("SH OPTIONS OF EVERY COMMAND");
    spec.options().forEach(this::option);
    request("SH NOTES");
    literal(spec.usageMessage().footer());
  }

  private void command(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String arguments = spec.positionalParameters().stream()
        .map(parameter -> " " + parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : ""))
        .collect(Collectors.joining());
    request("SS " + escape("ckpt " + String.join(", ", spec.names()) + " [OPTION]..." + arguments));
    text(String.join(" ", spec.usageMessage().description()));
    spec.positionalParameters().forEach(this::parameter);
    spec.options().stream().filter(option -> !option.inherited()).forEach(this::option);
    literal(spec.usageMessage().footer());
  }

  private void parameter(PositionalParamSpec parameter) {
    item(parameter.paramLabel(), parameter);
  }

  private void option(OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    item(String.join(", ", option.names()) + value, option);
  }

  private void item(String title, ArgSpec argument) {
    request("TP");
    request("B " + escape(title));
    String candidates = argument.completionCandidates() == null
        ? ""
        : String.join(", ", argument.completionCandidates());
    text(String.join(" ", argument.description()).replace("${COMPLETION-CANDIDATES}", candidates));
  }

  private void literal(String[] lines) {
    List<String> all = Arrays.asList(lines);
    if (!all.isEmpty()) {
      request("PP");
      request("nf");
      all.stream().skip(all.get(0).isEmpty() ? 1 : 0).forEach(this::text);
      request("fi");
    }
  }

  private void request(String request) {
    page.append('.').append(request).append('\n');
  }

  private void text(String text) {
    String escaped = escape(text);
    // A line that begins with one of these would be a request.
    page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
        .append(escaped)
        .append('\n');
  }

  private static String escape(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
