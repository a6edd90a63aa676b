package io.github.ckpt4j.cli;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Lists many jobs repeatedly, in the background. */
final class NewJobs {
  private final CheckpointClient client;
  private final Collection<JobQuery> queries;
  private final Duration interval;
  private final Clock clock;
  private final Queue<JobRef> found = new ConcurrentLinkedQueue<>();
  private CompletableFuture<Void> listing = CompletableFuture.completedFuture(null);
  private Instant last;

  NewJobs(CheckpointClient client, Collection<JobQuery> queries, Duration interval, Clock clock) {
    this.client = client;
    this.queries = List.copyOf(queries);
    this.interval = interval;
    this.clock = clock;
    this.last = clock.instant();
  }

  /** The next job that was found and had not ended; null for none. Known jobs are returned again. */
  @Nullable
  JobRef poll() {
    if (!queries.isEmpty() && listing.isDone() && isDue()) {
      last = clock.instant();
      listing = CompletableFuture.allOf(
          queries.stream().map(this::list).toArray(CompletableFuture<?>[]::new));
    }
    return found.poll();
  }

  /** Whether the interval has passed, or the clock was set back by as much. */
  private boolean isDue() {
    return Duration.between(last, clock.instant()).abs().compareTo(interval) >= 0;
  }

  /** A failed list is retried the next time. */
  private CompletableFuture<Void> list(JobQuery query) {
    return client
        .jobsAsync(query)
        .thenAccept(
            jobs -> jobs.stream().filter(job -> !job.hasEnded()).map(Job::ref).forEach(found::add));
  }
}
