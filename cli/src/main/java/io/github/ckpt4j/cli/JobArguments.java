package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.report.Report;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.spi.Ability;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The jobs that a command works on. */
final class JobArguments {
  @Parameters(
      paramLabel = "JOB",
      arity = "0..*",
      completionCandidates = Prefixes.class,
      description = "Job references, such as openai:ftjob-abc123. One that stops early names many"
          + " jobs: together:, oxen:ns/repo, baseten:project. - reads references from standard"
          + " input, one per line. 'ckpt providers' shows the forms for each provider.")
  private List<String> references = List.of();

  @Option(names = "--all", description = "All jobs of every provider that has a key.")
  private boolean all;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      completionCandidates = States.class,
      description =
          "For references to many jobs, only jobs in this state: queued, running, succeeded, failed,"
              + " cancelled, paused or unknown; may be repeated.")
  private List<Job.State> states = List.of();

  private final Set<JobRef> jobs = new LinkedHashSet<>();
  private final Set<JobQuery> queries = new LinkedHashSet<>();
  private final Map<String, String> problems = new LinkedHashMap<>();
  private JobFinder listed = JobFinder.NOTHING;

  /** Completes states, in lower case. */
  static final class States implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Job.State.values())
          .map(state -> state.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }

  /** Completes the provider. */
  static final class Prefixes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Configuration.installed().stream().map(info -> info.name() + ":").iterator();
    }
  }

  /**
   * The jobs, each once, in the order they were named; references to many jobs are listed. A malformed
   * reference or a failed list is reported and does not keep the others from being shown.
   *
   * @throws IllegalArgumentException if no reference is left
   * @throws NotFoundException if the references name no job
   */
  List<JobRef> read(Ckpt ckpt) {
    parse(ckpt);
    if (!queries.isEmpty()) {
      find(ckpt).forEach(job -> jobs.add(job.ref()));
      if (jobs.isEmpty() && listed.failures().isEmpty()) {
        throw new NotFoundException("no jobs found");
      }
    }
    return List.copyOf(jobs);
  }

  /**
   * As {@link #read}, but includes only running jobs from references to many jobs.
   *
   * @throws NotFoundException if no job is left
   */
  List<JobRef> readRunning(Ckpt ckpt) {
    parse(ckpt);
    if (!queries.isEmpty()) {
      find(ckpt).stream().filter(job -> !job.hasEnded()).forEach(job -> jobs.add(job.ref()));
      if (jobs.isEmpty() && listed.failures().isEmpty()) {
        throw new NotFoundException("no job is queued or running");
      }
    }
    return List.copyOf(jobs);
  }

  /** Lists many jobs again, without reporting; keeps jobs that are no longer listed. */
  List<JobRef> again(CheckpointClient client) {
    if (!queries.isEmpty()) {
      listed = JobFinder.find(client, queries);
      listed.jobs().forEach(job -> jobs.add(job.ref()));
    }
    return List.copyOf(jobs);
  }

  /** The malformed references, failed lists and jobs missing from lists, with reasons. */
  List<Report.Problem> problems() {
    Stream<Report.Problem> ofLists = listed.failures().entrySet().stream()
        .map(each -> new Report.Problem(
            each.getKey(),
            each.getValue() instanceof CheckpointException known
                ? known.detail()
                : String.valueOf(each.getValue().getMessage())));
    return Stream.of(
            problems.entrySet().stream()
                .map(each -> new Report.Problem(each.getKey(), each.getValue())),
            ofLists,
            listed.warnings().stream().map(each -> new Report.Problem(null, each.detail())))
        .flatMap(each -> each)
        .toList();
  }

  /** Whether a failed list may succeed when retried. */
  boolean hasTemporaryFailure() {
    return listed.failures().values().stream()
        .anyMatch(each -> each instanceof CheckpointException known && known.isTemporary());
  }

  /** Reads the references; lists nothing. */
  void parse(Ckpt ckpt) {
    Configuration configuration = ckpt.configuration();
    for (String reference : references) {
      if (reference.equals("-")) {
        readLines(ckpt.shell().in(), configuration.bareReferences());
      } else {
        add(reference, "", configuration.bareReferences());
      }
    }
    if (all) {
      addAll(configuration);
    }
    if (jobs.isEmpty() && queries.isEmpty()) {
      throw new IllegalArgumentException(problem());
    }
    problems.values().forEach(ckpt.messages()::warn);
  }

  private String problem() {
    if (!problems.isEmpty()) {
      return String.join("; ", problems.values());
    }
    if (references.isEmpty()) {
      return all
          ? "no provider has a key; 'ckpt providers' shows how to set one"
          : "missing required parameter: 'JOB', or --all";
    }
    return "standard input contains no job reference";
  }

  /** The jobs that were named one by one. */
  Set<JobRef> named() {
    return jobs;
  }

  /** The references to many jobs. */
  Set<JobQuery> queries() {
    return queries;
  }

  /** All jobs of every provider that has a key. */
  void chooseAll() {
    all = true;
  }

  boolean isEmpty() {
    return references.isEmpty() && !all;
  }

  private List<Job> find(Ckpt ckpt) {
    try (CheckpointClient client = ckpt.client(UnaryOperator.identity());
        Progress progress = ckpt.messages().progress("Listing jobs")) {
      listed = JobFinder.find(ckpt, client, queries);
      progress.stop();
      return listed.jobs();
    }
  }

  /** The exit code of the command: wrong usage if a reference was malformed. */
  int exitCode(int ofJobs) {
    int ofLists = listed.failures().isEmpty() ? ofJobs : listed.code();
    return problems.isEmpty() ? ofLists : ExitCode.USAGE;
  }

  private void addAll(Configuration configuration) {
    configuration.providers().stream()
        .filter(info -> info.abilities().contains(Ability.JOBS))
        .filter(info -> configuration.key(info).isPresent())
        .forEach(info -> queries.add(inStates(JobQuery.of(info.name()))));
  }

  private JobQuery inStates(JobQuery query) {
    return query.states(states.toArray(new Job.State[0]));
  }

  private void readLines(InputStream in, BareReference bare) {
    List<String> lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
        .lines()
        .toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\ufeff", "").strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(line, "standard input, line " + (i + 1) + ": ", bare);
      }
    }
  }

  private void add(String reference, String place, BareReference bare) {
    try {
      PastedReference.readMany(reference, bare.providers())
          .ifPresentOrElse(
              query -> queries.add(inStates(query)),
              () -> jobs.add(PastedReference.read(reference, bare)));
    } catch (IllegalArgumentException e) {
      problems.put(reference, place + e.getMessage());
    }
  }
}
