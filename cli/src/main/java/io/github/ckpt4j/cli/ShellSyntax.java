package io.github.ckpt4j.cli;

import java.util.Locale;
import java.util.Map;

/** The syntax in which a shell sets environment variables. */
enum ShellSyntax {
  BASH("eval \"$(%s)\""),
  ZSH("eval \"$(%s)\""),
  FISH("%s | source"),
  POWERSHELL("%s | Out-String | Invoke-Expression");

  private final String evaluation;

  ShellSyntax(String evaluation) {
    this.evaluation = evaluation;
  }

  /** The syntax of the user's shell, which the environment names; on Windows, PowerShell. */
  static ShellSyntax of(Map<String, String> environment) {
    String shell = environment.getOrDefault("SHELL", "");
    if (shell.isEmpty() && environment.containsKey("PSModulePath")) {
      return POWERSHELL;
    }
    return shell.endsWith("fish") ? FISH : shell.endsWith("pwsh") ? POWERSHELL : BASH;
  }

  /** The line that sets a variable, for any value. */
  String assignment(String name, String value) {
    return switch (this) {
      case BASH, ZSH -> "export " + name + "='" + value.replace("'", "'\\''") + "'";
      case FISH -> "set -gx " + name + " '" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
      case POWERSHELL -> "$env:" + name + " = '" + value.replace("'", "''") + "'";
    };
  }

  /** The line that evaluates a command's output. */
  String evaluation(String command) {
    return evaluation.formatted(command);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
