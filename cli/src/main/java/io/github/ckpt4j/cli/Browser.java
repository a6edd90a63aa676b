package io.github.ckpt4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The user's web browser. */
final class Browser {
  private static final int MOMENT_MILLIS = 500;

  private Browser() {}

  /** Opens a page; false if there is no browser, or it fails at once. */
  static boolean open(String url, Map<String, String> environment) {
    List<String> command = command(url, environment);
    if (command.isEmpty()) {
      return false;
    }
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process browser = builder.start();
      // If it still runs after a moment, it is the browser itself, not a failed launcher.
      return !browser.waitFor(MOMENT_MILLIS, TimeUnit.MILLISECONDS) || browser.exitValue() == 0;
    } catch (IOException e) {
      return false; // It is not installed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static List<String> command(String url, Map<String, String> environment) {
    String chosen = environment.getOrDefault("BROWSER", "");
    if (!chosen.isEmpty()) {
      return List.of(chosen, url);
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return List.of("open", url);
    }
    if (system.contains("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", url);
    }
    boolean hasScreen = !environment.getOrDefault("DISPLAY", "").isEmpty()
        || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    return hasScreen ? List.of("xdg-open", url) : List.of();
  }
}
