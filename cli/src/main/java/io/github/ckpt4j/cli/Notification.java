package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Output;
import java.io.IOException;
import java.util.List;

/**
 * Notifies a person who is looking elsewhere: with the terminal's bell, with the sequence that many
 * terminals turn into a notification (OSC 9), and with {@code notify-send} where it is installed.
 */
record Notification(Environment shell) {
  private static final String BELL = "\u0007";
  private static final String OSC_9 = "\u001b]9;";

  /** Shows text that has no control characters. */
  void show(String text) {
    Terminal terminal = shell.errTerminal();
    if (terminal.isInteractive()) {
      Output err = shell.err();
      err.control(terminal.canRedraw() ? OSC_9 + text + BELL + BELL : BELL);
      err.flush();
    }
    boolean hasDesktop = !shell.environment().getOrDefault("DISPLAY", "").isEmpty()
        || !shell.environment().getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    if (hasDesktop) {
      notifySend(text);
    }
  }

  static List<String> command(String text) {
    return List.of("notify-send", "--app-name=ckpt", "--", "ckpt", text);
  }

  private void notifySend(String text) {
    ProcessBuilder builder = new ProcessBuilder(command(text))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(shell.environment());
    try {
      var unused = builder.start();
    } catch (IOException e) {
      // It is not installed; the bell remains.
    }
  }
}
