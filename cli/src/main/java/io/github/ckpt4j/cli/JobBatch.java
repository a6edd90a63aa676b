package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Runs the same work for many jobs. Each provider has slightly more jobs in progress than the client
 * sends requests at once, as some wait to retry; so thousands of jobs need few threads.
 */
final class JobBatch {
  private static final int PER_PROVIDER = 20;

  private JobBatch() {}

  /** Starts the work, or does it at once for a single job; returns a result for each job, in job order. */
  static <T> Map<JobRef, CompletableFuture<T>> start(
      CheckpointClient client,
      Collection<JobRef> jobs,
      BiFunction<CheckpointClient, JobRef, T> work) {
    Map<JobRef, CompletableFuture<T>> results = new LinkedHashMap<>();
    Map<String, Queue<Consumer<CheckpointClient>>> waiting = new HashMap<>();
    for (JobRef job : jobs) {
      CompletableFuture<T> result = new CompletableFuture<>();
      if (results.putIfAbsent(job, result) == null) {
        waiting
            .computeIfAbsent(job.provider(), name -> new ConcurrentLinkedQueue<>())
            .add(scoped -> complete(result, job, scoped, work));
      }
    }
    if (results.size() == 1) {
      waiting
          .values()
          .forEach(queue -> queue.remove().accept(client)); // A thread takes time to start.
    } else {
      waiting.values().forEach(queue -> startWorkers(client, queue));
    }
    return results;
  }

  /** The reason for a missing result. Any other exception is a bug in this program. */
  static CheckpointException failure(CompletionException e) {
    if (e.getCause() instanceof CheckpointException known) {
      return known;
    }
    throw e;
  }

  private static void startWorkers(
      CheckpointClient client, Queue<Consumer<CheckpointClient>> queue) {
    int workers = Math.min(PER_PROVIDER, queue.size());
    for (int i = 0; i < workers; i++) {
      var unused = client.async(scoped -> {
        for (var next = queue.poll(); next != null; next = queue.poll()) {
          next.accept(scoped);
        }
        return null;
      });
    }
  }

  private static <T> void complete(
      CompletableFuture<T> result,
      JobRef job,
      CheckpointClient client,
      BiFunction<CheckpointClient, JobRef, T> work) {
    try {
      result.complete(work.apply(client, job));
    } catch (Throwable e) { // Of any kind: only the caller can handle it.
      result.completeExceptionally(e);
    }
  }
}
