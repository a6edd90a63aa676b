package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Parameters;

/** The jobs that a command is about. */
final class JobArguments {
  @Parameters(
      paramLabel = "JOB",
      arity = "1..*",
      completionCandidates = Prefixes.class,
      description = "Job references, such as openai:ftjob-abc123; - reads them from standard input,"
          + " one per line. 'ckpt providers' shows the form for each provider.")
  private List<String> references = List.of();

  private final Set<JobRef> jobs = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  /** Completes the provider. */
  static final class Prefixes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Configuration.providers().stream().map(info -> info.name() + ":").iterator();
    }
  }

  /**
   * The jobs, each once, in the order they were named. A malformed reference is reported and does not
   * keep the others from being shown.
   *
   * @throws IllegalArgumentException if no reference is left
   */
  List<JobRef> read(Ckpt ckpt) {
    for (String reference : references) {
      if (reference.equals("-")) {
        readLines(ckpt.shell().in());
      } else {
        add(reference, "");
      }
    }
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException(
          problems.isEmpty()
              ? "standard input contains no job reference"
              : String.join("; ", problems));
    }
    problems.forEach(ckpt.messages()::warn);
    return List.copyOf(jobs);
  }

  /** The exit code of the command: wrong usage, if a reference was malformed. */
  int exitCode(int ofJobs) {
    return problems.isEmpty() ? ofJobs : ExitCode.USAGE;
  }

  private void readLines(InputStream in) {
    List<String> lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
        .lines()
        .toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\ufeff", "").strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(line, "standard input, line " + (i + 1) + ": ");
      }
    }
  }

  private void add(String reference, String place) {
    try {
      jobs.add(PastedReference.read(reference));
    } catch (IllegalArgumentException e) {
      problems.add(place + e.getMessage());
    }
  }
}
