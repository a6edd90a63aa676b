package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Logger;

/**
 * The jobs that references to many jobs name.
 *
 * @param jobs each once, in the order of the references and of the providers' lists
 * @param failures the references that could not be listed, and why
 * @param warnings about missing or incomplete jobs
 */
record JobFinder(
    List<Job> jobs, Map<String, Throwable> failures, List<CheckpointException> warnings) {
  static final JobFinder NOTHING = new JobFinder(List.of(), Map.of(), List.of());

  private static final Logger LOGGER = Logger.getLogger(JobFinder.class.getName());
  private static final int WARNINGS = 3;

  /**
   * Lists all references at once and reports failures. A failed one does not keep the others from
   * being listed.
   */
  static JobFinder find(Ckpt ckpt, CheckpointClient client, Collection<JobQuery> queries) {
    JobFinder found = find(client, queries);
    List<CheckpointException> warnings = found.warnings();
    found.failures().forEach(ckpt.messages()::failure);
    warnings.stream()
        .limit(WARNINGS)
        .forEach(each -> ckpt.messages().warn(String.valueOf(each.getMessage())));
    if (warnings.size() > WARNINGS) {
      int more = warnings.size() - WARNINGS;
      ckpt.messages().warn(more + " more warning" + (more == 1 ? "" : "s") + " of this kind");
    }
    remember(ckpt, found.jobs().stream().map(Job::ref).toList());
    return found;
  }

  /** The same, but reports nothing. */
  static JobFinder find(CheckpointClient client, Collection<JobQuery> queries) {
    List<CheckpointException> warnings = Collections.synchronizedList(new ArrayList<>());
    CheckpointClient noting = client.with(client.options().onWarning(warnings::add));
    Map<JobQuery, CompletableFuture<List<Job>>> futures = new LinkedHashMap<>();
    queries.forEach(query -> futures.put(query, noting.jobsAsync(query)));
    Map<JobRef, Job> jobs = new LinkedHashMap<>();
    Map<String, Throwable> failures = new LinkedHashMap<>();
    futures.forEach((query, future) -> {
      try {
        future.join().forEach(job -> jobs.putIfAbsent(job.ref(), job));
      } catch (CompletionException e) {
        failures.put(query.reference(), Objects.requireNonNullElse(e.getCause(), e));
      }
    });
    return new JobFinder(List.copyOf(jobs.values()), failures, List.copyOf(warnings));
  }

  /** The exit code: that of the first reference that could not be listed. */
  int code() {
    return failures.values().stream().findFirst().map(ExitCode::of).orElse(ExitCode.DONE);
  }

  /** Saves jobs for shell completion; a failure to do so does not matter to the command. */
  private static void remember(Ckpt ckpt, Collection<JobRef> jobs) {
    Optional<Path> file = ListedJobs.file(ckpt.shell().environment());
    if (file.isPresent()) {
      try {
        ListedJobs.add(file.get(), jobs, ckpt.clock().instant());
      } catch (IOException | SecurityException e) {
        LOGGER.fine("The jobs cannot be saved for completion: " + e);
      }
    }
  }
}
