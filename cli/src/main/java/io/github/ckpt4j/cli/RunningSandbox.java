package io.github.ckpt4j.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables of the running sandboxes, each in its own file, so that other terminals
 * can find the sandbox that was started last.
 */
final class RunningSandbox {
  private static final int CONNECT_MILLIS = 1_000;
  private static final String FILES = "sandbox-*.env";
  private static final Pattern LINE = Pattern.compile("([A-Z0-9_]+)=(.*)");
  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d{1,5})\\b.*");

  private final Path directory;

  RunningSandbox(Map<String, String> environment) {
    directory = parent(environment).resolve("ckpt");
  }

  private static Path parent(Map<String, String> environment) {
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
    Files.createDirectories(directory);
    Path file = directory.resolve("sandbox-" + ProcessHandle.current().pid() + ".env");
    Files.deleteIfExists(file); // Left by a killed process with this id, or by another user.
    Files.write(file, lines, StandardOpenOption.CREATE_NEW);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> withdraw(file)));
  }

  private static void withdraw(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next reader will notice that nothing listens on the port.
    }
  }

  /**
   * The variables of the sandbox that was started last and still runs: only those that configure
   * providers.
   */
  Optional<Map<String, String>> variables() throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    for (Path file : newestFirst()) {
      Map<String, String> variables = read(file);
      if (listens(variables)) {
        return Optional.of(variables);
      }
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() throws IOException {
    UserPrincipal user = user();
    Map<Path, FileTime> times = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
      for (Path file : files) {
        // The file of another user could send this user's keys to a server of theirs.
        if (Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(user)) {
          times.put(file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        }
      }
    }
    return times.entrySet().stream()
        .sorted(Map.Entry.<Path, FileTime>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The owner of the files that this process creates; not every user has a name. */
  private static UserPrincipal user() throws IOException {
    Path file = Files.createTempFile("ckpt", null);
    try {
      return Files.getOwner(file);
    } finally {
      Files.delete(file);
    }
  }

  private static Map<String, String> read(Path file) throws IOException {
    List<String> known = Configuration.variables();
    return Files.readAllLines(file).stream()
        .map(LINE::matcher)
        .filter(line -> line.matches() && known.contains(line.group(1)))
        .collect(Collectors.toMap(
            line -> line.group(1), line -> line.group(2), (first, later) -> later, TreeMap::new));
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
