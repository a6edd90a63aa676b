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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Logger;

/**
 * The jobs that references of many jobs name.
 *
 * @param jobs each once, in the order of the references and of the providers' lists
 * @param code the exit code: that of the first reference that could not be listed
 */
record JobFinder(List<Job> jobs, int code) {
  private static final Logger LOGGER = Logger.getLogger(JobFinder.class.getName());
  private static final int WARNINGS = 3;

  /** Lists all references at once. One that fails does not keep the others from being listed. */
  static JobFinder find(Ckpt ckpt, CheckpointClient client, Collection<JobQuery> queries) {
    List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    CheckpointClient warned =
        client.with(client.options().onWarning(each -> warnings.add(each.getMessage())));
    Map<JobQuery, CompletableFuture<List<Job>>> futures = new LinkedHashMap<>();
    queries.forEach(query -> futures.put(query, warned.jobsAsync(query)));
    Map<JobRef, Job> jobs = new LinkedHashMap<>();
    int code = ExitCode.DONE;
    for (Map.Entry<JobQuery, CompletableFuture<List<Job>>> each : futures.entrySet()) {
      try {
        each.getValue().join().forEach(job -> jobs.putIfAbsent(job.ref(), job));
      } catch (CompletionException | CheckpointException e) {
        int failed = ckpt.messages().failure(each.getKey().reference(), e);
        code = code == ExitCode.DONE ? failed : code;
      }
    }
    warnings.stream().limit(WARNINGS).forEach(ckpt.messages()::warn);
    if (warnings.size() > WARNINGS) {
      int more = warnings.size() - WARNINGS;
      ckpt.messages().warn(more + " more warning" + (more == 1 ? "" : "s") + " of this kind");
    }
    remember(ckpt, jobs.keySet());
    return new JobFinder(List.copyOf(jobs.values()), code);
  }

  /** For shell completion, which a command can do without. */
  private static void remember(Ckpt ckpt, Set<JobRef> jobs) {
    Optional<Path> file = ListedJobs.file(ckpt.shell().environment());
    if (file.isPresent()) {
      try {
        ListedJobs.add(file.get(), jobs, ckpt.clock().instant());
      } catch (IOException | SecurityException e) {
        LOGGER.fine("The jobs cannot be kept for completion: " + e);
      }
    }
  }
}
