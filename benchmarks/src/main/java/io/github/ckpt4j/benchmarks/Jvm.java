package io.github.ckpt4j.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts other Java processes, each with the class path of the contender it measures. */
final class Jvm {
  /** Name prefixes of jars that only the official SDK needs. */
  private static final List<String> ONLY_OPENAI = List.of(
      "openai-java",
      "jackson-",
      "jsonschema-",
      "classmate",
      "swagger-",
      "slf4j-",
      "kotlin-reflect",
      "kotlin-stdlib-jdk");

  /** Name prefixes of jars that the official SDK does not need. */
  private static final List<String> ONLY_OURS =
      List.of("ckpt4j-", "retrofit", "converter-gson", "gson", "jspecify", "hash4j");

  /** Name prefixes of jars for measuring and serving, which do not belong to any contender. */
  private static final List<String> TOOLS = List.of(
      "jmh-", "jopt-simple", "commons-math", "xchart", "junit-", "ckpt4j-sandbox", "mockwebserver");

  private Jvm() {}

  /** The jars that a contender needs at run time. */
  static List<Path> jars(String contender) {
    List<String> foreign = contender.equals(Contender.OPENAI_JAVA) ? ONLY_OURS : ONLY_OPENAI;
    return classPath()
        .filter(jar -> !starts(jar, foreign) && !starts(jar, TOOLS))
        .toList();
  }

  /** A command that runs a class of this module for a contender, with JVM options. */
  static ProcessBuilder command(
      String contender, List<String> options, Class<?> main, String... args) {
    Stream<Path> own = classPath().filter(Jvm::isOwn);
    return command(Stream.concat(own, jars(contender).stream()), options, main, args);
  }

  /** A command that runs a class of this module with the complete class path. */
  static ProcessBuilder tool(List<String> options, Class<?> main, String... args) {
    return command(classPath(), options, main, args);
  }

  private static ProcessBuilder command(
      Stream<Path> classPath, List<String> options, Class<?> main, String... args) {
    List<String> jars = classPath.map(Path::toString).toList();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), main.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Runs a command and returns its output. */
  static List<String> run(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.start();
    List<String> lines;
    try (BufferedReader out = process.inputReader()) {
      lines = out.lines().toList();
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException(command.command() + " ended with " + status);
    }
    return lines;
  }

  private static Stream<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar") || isOwn(Path.of(entry)))
        .map(Path::of);
  }

  /** The classes of this module. */
  static Path own() {
    return classPath().filter(Jvm::isOwn).findFirst().orElseThrow();
  }

  private static boolean isOwn(Path entry) {
    return entry.endsWith("benchmarks.jar")
        || entry.endsWith(Path.of("benchmarks", "target", "classes"));
  }

  private static boolean starts(Path jar, List<String> names) {
    return isOwn(jar) || names.stream().anyMatch(jar.getFileName().toString()::startsWith);
  }
}
