package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The destination of an output stream: a terminal with a size, or a file or pipe. */
final class Terminal {
  /** A fixed size at which nothing is cut. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
  private static final Size USUAL = new Size(24, 80);

  private final boolean interactive;
  private final Map<String, String> environment;
  private final @Nullable Size fixed;

  private Terminal(boolean interactive, Map<String, String> environment, @Nullable Size fixed) {
    this.interactive = interactive;
    this.environment = environment;
    this.fixed = fixed;
  }

  record Size(int rows, int columns) {}

  /** When to use colors. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The destination of the process's stream of this number: 1 is its output, 2 its messages. */
  static Terminal of(int stream, Map<String, String> environment) {
    return new Terminal(isTerminal(stream), environment, null);
  }

  /** A terminal of this size. */
  static Terminal ofSize(int rows, int columns, Map<String, String> environment) {
    return new Terminal(true, environment, new Size(rows, columns));
  }

  /** A file or a pipe. */
  static Terminal none(Map<String, String> environment) {
    return new Terminal(false, environment, null);
  }

  boolean isInteractive() {
    return interactive;
  }

  /** Whether output can be redrawn in place. */
  boolean canRedraw() {
    return interactive && !isDumb();
  }

  /** Whether output must avoid characters that only a Unicode terminal can show. */
  boolean isAscii() {
    String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("UTF-8");
    return isDumb() || !locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
  }

  private boolean isDumb() {
    return environment.getOrDefault("TERM", "").equals("dumb");
  }

  Style style(Color color) {
    return switch (color) {
      case ALWAYS -> Style.COLOR;
      case NEVER -> Style.PLAIN;
      case AUTO ->
        canRedraw() && environment.getOrDefault("NO_COLOR", "").isEmpty()
            ? Style.COLOR
            : Style.PLAIN;
    };
  }

  /** How many characters fit on a line. */
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[1-9]\\d{0,4}")) {
      return Integer.parseInt(columns);
    }
    return interactive ? size().columns() : UNLIMITED;
  }

  /** Its current size; meaningless unless it is a terminal. */
  Size size() {
    return fixed == null ? ask() : fixed;
  }

  private static boolean isTerminal(int stream) {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return testIsTerminal(stream); // Not Linux.
    }
  }

  private static boolean testIsTerminal(int stream) {
    try {
      return new ProcessBuilder("test", "-t", String.valueOf(stream))
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // Not Unix either: no colors, nothing cut.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Size ask() {
    try {
      Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      String answer =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      stty.waitFor(1, TimeUnit.SECONDS);
      Matcher size = SIZE.matcher(answer);
      if (size.matches() && !answer.endsWith(" 0")) {
        return new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
      }
    } catch (IOException e) {
      return USUAL; // No stty; most terminals are at least this wide.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL;
  }
}
