package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Output;
import io.github.ckpt4j.cli.print.SafeText;
import io.github.ckpt4j.cli.print.Style;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Writes everything that is not data, to standard error. Safe for use by several threads. */
final class Messages {
  private final Output err;
  private final Terminal terminal;
  private final Style style;
  private final boolean quiet;
  private final boolean debug;
  private final Path file;

  Messages(Environment shell, Terminal.Color color, boolean quiet, boolean debug) {
    this.err = shell.err();
    this.terminal = shell.errTerminal();
    this.style = terminal.style(color);
    this.quiet = quiet;
    this.debug = debug;
    this.file = Configuration.path(shell.environment());
  }

  Style style() {
    return style;
  }

  /** Writes a message that --quiet suppresses. */
  synchronized void note(String text) {
    if (!quiet) {
      err.line(style.dim(HumanFormat.wrap(SafeText.oneLine(text), terminal.width())));
    }
  }

  /** Writes lines that --quiet suppresses. */
  synchronized void lines(List<String> lines) {
    if (!quiet) {
      lines.forEach(err::line);
    }
  }

  synchronized void warn(String text) {
    err.line(style.warning("ckpt: ") + paragraph(text));
  }

  /** Reports a failure and returns its exit code. */
  int failure(Throwable thrown) {
    return failure("", thrown);
  }

  /**
   * Reports a failure and returns its exit code.
   *
   * @param what the failed operation, if the failure does not name it; else empty
   */
  synchronized int failure(String what, Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof Output.ClosedException) {
      return ExitCode.of(failure);
    }
    String about = what.isEmpty() || what.endsWith(":") ? what : what + ":";
    err.line(style.bad("ckpt: ") + paragraph((about + " " + text(failure)).strip()));
    if (debug) {
      trace(failure, "", Collections.newSetFromMap(new IdentityHashMap<>()));
    }
    return ExitCode.of(failure);
  }

  /** Progress on a terminal while nothing else writes to it; elsewhere silent. */
  Progress progress(String what) {
    return progress(what, "checkpoint");
  }

  /**
   * The same, with another unit.
   *
   * @param unit what each step is, in the singular
   */
  Progress progress(String what, String unit) {
    return quiet || !terminal.canRedraw()
        ? Progress.SILENT
        : Progress.on(err, SafeText.oneLine(what), unit, terminal::width);
  }

  /** Progress of downloads; while it is shown, nothing else may write to the terminal. */
  TransferProgress transfers(Clock clock) {
    if (quiet) {
      return TransferProgress.inLines(line -> {}, clock);
    }
    return terminal.canRedraw()
        ? TransferProgress.redrawn(err, terminal::width, clock)
        : TransferProgress.inLines(this::note, clock);
  }

  /** A stack trace, whose messages may contain a server's text. */
  private void trace(Throwable thrown, String prefix, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      return;
    }
    err.line(prefix + SafeText.oneLine(thrown.toString()));
    for (StackTraceElement frame : thrown.getStackTrace()) {
      err.line("\tat " + frame);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      trace(suppressed, "Suppressed: ", seen);
    }
    if (thrown.getCause() != null) {
      trace(thrown.getCause(), "Caused by: ", seen);
    }
  }

  private String paragraph(String text) {
    return HumanFormat.wrap(
        SafeText.oneLine(text), Math.max(terminal.width(), 40) - "ckpt: ".length());
  }

  private String text(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof CheckpointException e
        && e.kind() == CheckpointException.Kind.UNAUTHENTICATED
        && e.status() == null
        && e.hint() == null) { // A setting is missing.
      return message + ". Hint: the configuration file is " + file;
    }
    return message != null
            && failure instanceof RuntimeException
            && !(failure instanceof NullPointerException)
        ? message
        : "internal error: " + failure + ". Hint: --debug shows details.";
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }
}
