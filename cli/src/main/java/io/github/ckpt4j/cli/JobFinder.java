package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The jobs that references of many jobs name.
 *
 * @param jobs each once, in the order of the references and of the providers' lists
 * @param code the exit code: that of the first reference that could not be listed
 */
record JobFinder(List<Job> jobs, int code) {
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
      ckpt.messages().warn((warnings.size() - WARNINGS) + " more warnings of this kind");
    }
    return new JobFinder(List.copyOf(jobs.values()), code);
  }
}
