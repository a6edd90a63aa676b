package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.Style;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Writes what is not data, to standard error. Safe for use by several threads. */
final class Messages {
  private final Output err;
  private final Terminal terminal;
  private final Style style;
  private final boolean quiet;
  private final boolean debug;

  Messages(Environment shell, Terminal.Color color, boolean quiet, boolean debug) {
    this.err = shell.err();
    this.terminal = shell.errTerminal();
    this.style = terminal.style(color);
    this.quiet = quiet;
    this.debug = debug;
  }

  Style style() {
    return style;
  }

  /** Says something that may be left out. */
  synchronized void note(String text) {
    if (!quiet) {
      err.line(style.dim(HumanFormat.wrap(text, terminal.width())));
    }
  }

  /** Says something that may be left out, in lines of its own making. */
  synchronized void lines(List<String> lines) {
    if (!quiet) {
      lines.forEach(err::line);
    }
  }

  synchronized void warn(String text) {
    err.line(style.warning("ckpt: ") + paragraph(text));
  }

  /** Says what went wrong and returns the exit code for it. */
  synchronized int failure(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof Output.ClosedException) {
      return ExitCode.of(failure);
    }
    err.line(style.bad("ckpt: ") + paragraph(text(failure)));
    if (debug) {
      failure.printStackTrace(new PrintWriter(err, true));
    }
    return ExitCode.of(failure);
  }

  /** Progress on a terminal that nothing else is written to; elsewhere it is silent. */
  Progress progress(String what) {
    return quiet || !terminal.isInteractive()
        ? Progress.SILENT
        : Progress.on(err, what, terminal::width);
  }

  private String paragraph(String text) {
    return HumanFormat.wrap(text, Math.max(terminal.width(), 40) - "ckpt: ".length());
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    boolean expected = failure instanceof RuntimeException && message != null;
    return expected && !(failure instanceof NullPointerException)
        ? HumanFormat.text(message)
        : "this should not have happened: " + failure + ". Use --debug for details.";
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }
}
