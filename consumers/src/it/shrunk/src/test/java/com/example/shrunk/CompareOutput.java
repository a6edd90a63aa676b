package com.example.shrunk;

import io.github.ckpt4j.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks that the shrunk program prints the same as the original. */
public final class CompareOutput {
  private static final List<String> JOBS = List.of(
      "together:ft-dc07b30c-8203",
      "openai:ftjob-overfitted",
      "portkey:ftjob-overfitted",
      "oxen:ox/farm/ft_deployed",
      "baseten:yqvr2lxw/3mq59k8w",
      "openai:ftjob-nobody-has");

  private CompareOutput() {}

  public static void main(String[] args) throws IOException {
    try (Sandbox sandbox = Sandbox.start()) {
      String whole = output(sandbox, System.getProperty("java.class.path"));
      String shrunk = output(sandbox, args[0]);
      if (whole.lines().count() < 2 * JOBS.size() || !shrunk.equals(whole)) {
        throw new IllegalStateException("Original output:\n" + whole + "Shrunk output:\n" + shrunk);
      }
      System.out.println(whole.lines().count() + " identical lines");
    }
  }

  private static String output(Sandbox sandbox, String classPath) throws IOException {
    List<String> command = new ArrayList<>(Stream.of(
            System.getProperty("java.home") + "/bin/java",
            "-classpath",
            classPath,
            "com.example.shrunk.Program")
        .toList());
    command.addAll(JOBS);
    ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
    program.environment().putAll(sandbox.environment());
    Process process = program.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
