package io.github.ckpt4j.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the command as a separate process. */
final class CkptProcess {
  private CkptProcess() {}

  /**
   * Starts the command, with its standard output in the file {@code out} in the home directory.
   *
   * @param launcher a command that starts Java; empty to start Java directly
   * @param options for Java
   */
  static Process start(
      List<String> launcher,
      List<String> options,
      Map<String, String> environment,
      Path home,
      List<String> line)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Ckpt.class.getName());
    command.addAll(line);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("HOME", home.toString());
    builder.redirectOutput(home.resolve("out").toFile());
    return builder.start();
  }

  static BufferedReader errors(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
  }
}
