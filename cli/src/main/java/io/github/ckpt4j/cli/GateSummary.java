package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.cli.print.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A decision as Markdown, for the summary page of a CI run. */
record GateSummary(Gate.Decision decision) {
  private static final String VARIABLE = "GITHUB_STEP_SUMMARY";

  /**
   * Appends to the file that the environment names, if any. A failure to write does not change the
   * decision.
   */
  void append(Map<String, String> environment, Messages messages) {
    String file = environment.getOrDefault(VARIABLE, "");
    if (file.isEmpty()) {
      return;
    }
    try {
      Files.writeString(
          Path.of(file), markdown(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException | InvalidPathException e) {
      messages.warn("cannot write the summary to $" + VARIABLE + ": " + e);
    }
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("### ckpt gate: ").append(decision.outcome()).append("\n\n");
    text.append(code(decision.job().toString())).append(checkpoint(decision.best()));
    text.append("\n\n| Check | Value | Limit | Result |\n|---|---:|---|---|\n");
    for (Gate.Check check : decision.checks()) {
      text.append("| ").append(code(check.name()));
      text.append(" | ").append(code(check.value()));
      text.append(" | ").append(code(check.limit()));
      text.append(" | **").append(check.outcome()).append("** |\n");
    }
    decision.reasons().forEach(reason -> text.append("\n").append(code(reason)).append("\n"));
    return text.append("\n").toString();
  }

  private static String checkpoint(@Nullable Checkpoint best) {
    if (best == null) {
      return "";
    }
    String name = best.modelName() == null ? best.id() : best.modelName();
    return (best.step() == null ? "" : ", step " + best.step()) + ", " + code(name);
  }

  /** Text that Markdown and HTML do not interpret: most punctuation becomes numeric references. */
  private static String code(String text) {
    StringBuilder safe = new StringBuilder("<code>");
    SafeText.oneLine(text).codePoints().forEach(point -> {
      if (Character.isLetterOrDigit(point) || " -:,".indexOf(point) >= 0) {
        safe.appendCodePoint(point);
      } else {
        safe.append("&#").append(point).append(';');
      }
    });
    return safe.append("</code>").toString();
  }
}
