package io.github.ckpt4j.cli;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Lists many jobs again from time to time; nobody waits for it. */
final class NewJobs {
  private final CheckpointClient client;
  private final Collection<JobQuery> queries;
  private final long intervalNanos;
  private final Queue<JobRef> found = new ConcurrentLinkedQueue<>();
  private CompletableFuture<Void> listing = CompletableFuture.completedFuture(null);
  private long last = System.nanoTime();

  NewJobs(CheckpointClient client, Collection<JobQuery> queries, Duration interval) {
    this.client = client;
    this.queries = List.copyOf(queries);
    this.intervalNanos = interval.toNanos();
  }

  /** The next job that was found and had not ended; null if there is none. Known ones come again. */
  @Nullable
  JobRef poll() {
    if (!queries.isEmpty() && listing.isDone() && System.nanoTime() - last >= intervalNanos) {
      last = System.nanoTime();
      listing = CompletableFuture.allOf(
          queries.stream().map(this::list).toArray(CompletableFuture<?>[]::new));
    }
    return found.poll();
  }

  /** A list that fails is made again the next time. */
  private CompletableFuture<Void> list(JobQuery query) {
    return client
        .jobsAsync(query)
        .thenAccept(
            jobs -> jobs.stream().filter(job -> !job.hasEnded()).map(Job::ref).forEach(found::add));
  }
}
