package io.github.ckpt4j.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables of the sandbox that was started last, in a file, for other terminals to
 * find it.
 */
final class RunningSandbox {
  private static final int CONNECT_MILLIS = 1_000;
  private static final Pattern LINE = Pattern.compile("([A-Z0-9_]+)=(.*)");
  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d{1,5})\\b.*");

  private final Path file;

  RunningSandbox(Map<String, String> environment) {
    file = directory(environment).resolve("ckpt").resolve("sandbox-environment");
  }

  private static Path directory(Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return !runtime.isEmpty()
        ? Path.of(runtime)
        : !cache.isEmpty() ? Path.of(cache) : Path.of(home, ".cache");
  }

  /** Writes the file; it is removed when this process ends. */
  void announce(Map<String, String> variables) throws IOException {
    List<String> lines = variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> withdraw(lines)));
  }

  /** Removes the file unless another sandbox has replaced it. */
  private void withdraw(List<String> lines) {
    try {
      if (Files.readAllLines(file).equals(lines)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // The next reader finds that nothing listens at the port.
    }
  }

  /** The variables of the sandbox if it still runs: only those that configure providers. */
  Optional<Map<String, String>> variables() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> known = Configuration.variables();
    Map<String, String> variables = Files.readAllLines(file).stream()
        .map(LINE::matcher)
        .filter(line -> line.matches() && known.contains(line.group(1)))
        .collect(Collectors.toMap(
            line -> line.group(1), line -> line.group(2), (first, later) -> later, TreeMap::new));
    return listens(variables) ? Optional.of(variables) : Optional.empty();
  }

  private static boolean listens(Map<String, String> variables) {
    return variables.values().stream()
        .map(PORT::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .map(url -> listens(Integer.parseInt(url.group(1))))
        .orElse(false);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false; // It has been stopped.
    }
  }
}
