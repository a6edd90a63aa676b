package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/** The jobs that a command is about. */
final class JobArguments {
  @Parameters(
      paramLabel = "JOB",
      arity = "1..*",
      description = "Jobs by reference, such as openai:ftjob-abc123; - reads them from standard"
          + " input, one to a line. 'ckpt providers' shows the form at each provider.")
  private List<String> references = List.of();

  /** The jobs, each once, in the order they were named. */
  List<JobRef> read(InputStream in) {
    return references.stream()
        .flatMap(reference -> reference.equals("-") ? lines(in) : Stream.of(reference))
        .map(JobRef::parse)
        .distinct()
        .toList();
  }

  private static Stream<String> lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"));
  }
}
