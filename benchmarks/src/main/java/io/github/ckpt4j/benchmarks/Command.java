package io.github.ckpt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged command with its launcher, on one JDK and with a home directory of its own. The first
 * run creates the archive of classes that later runs use.
 */
final class Command implements AutoCloseable {
  /** The JDK that runs the benchmark. */
  static final String THIS_JDK = "this";

  static final String JDK_25 = "25";

  private static final Path CLI = Path.of("..", "cli").toAbsolutePath().normalize();

  private final Path home = Files.createTempDirectory("ckpt4j-benchmarks");
  private final Path jdk;
  private final String baseUrl;

  Command(String jdk, String baseUrl) throws IOException {
    this.jdk = jdk(jdk);
    this.baseUrl = baseUrl;
  }

  /** Where {@code JAVA_HOME_25} says that a JDK 25 is, or null. */
  static @Nullable String jdk25() {
    return System.getenv("JAVA_HOME_25");
  }

  private static Path jdk(String name) {
    String path = name.equals(THIS_JDK) ? System.getProperty("java.home") : jdk25();
    if (path == null) {
      throw new IllegalStateException("JAVA_HOME_25 is not set");
    }
    return Path.of(path);
  }

  /** A program that does nothing, with the JVM and the options of the command. */
  ProcessBuilder nothing() {
    String java = jdk.resolve("bin").resolve("java").toString();
    return new ProcessBuilder(
        java,
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        Jvm.own().toString(),
        Nothing.class.getName());
  }

  ProcessBuilder run(List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of(CLI.resolve("src/dist/bin/ckpt").toString()));
    command.addAll(arguments);
    ProcessBuilder process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = process.environment();
    environment.keySet().removeIf(name -> name.startsWith("XDG_"));
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("CKPT_JAR", CLI.resolve("target/ckpt.jar").toString());
    environment.put("OPENAI_API_KEY", Contender.KEY);
    environment.put("OPENAI_BASE_URL", baseUrl);
    return process;
  }

  /** With an option for the JVM, which is read after those of the launcher. */
  ProcessBuilder run(List<String> arguments, String option) {
    ProcessBuilder process = run(arguments);
    process.environment().put("_JAVA_OPTIONS", option);
    return process;
  }

  /** How many of the classes that the command loads do not come from an archive. */
  long classesOutsideArchive(List<String> arguments) throws IOException, InterruptedException {
    Path log = home.resolve("classes");
    Jvm.run(run(arguments, "-Xlog:class+load:file=" + log));
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("source: ") && !line.contains("source: shared objects"))
          .count();
    }
  }

  Path file(String name) {
    return home.resolve(name);
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(home)) {
      files = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
