package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Polls the progress of watched jobs; less often for jobs that report none. */
final class ProgressPolls {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration USUAL = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final CheckpointClient client;
  private final Clock clock;
  private final BiConsumer<JobRef, JobProgress> found;
  private final Map<JobRef, Poll> polls = new ConcurrentHashMap<>();

  /**
   * The time to read a job next.
   *
   * @param next the time; null while it is being read
   * @param pause how long to wait after that
   */
  private record Poll(@Nullable Instant next, Duration pause) {}

  /**
   * @param found receives the progress, in any thread
   */
  ProgressPolls(CheckpointClient client, Clock clock, BiConsumer<JobRef, JobProgress> found) {
    // A watch works without progress.
    this.client = client.with(client.options().onWarning(ignored -> {}));
    this.clock = clock;
    this.found = found;
  }

  /** Starts reading the jobs that are due. */
  void poll(Collection<JobRef> running) {
    Instant now = clock.instant();
    for (JobRef job : running) {
      Poll poll = polls.computeIfAbsent(job, each -> new Poll(now.plus(FIRST), USUAL));
      if (poll.next() != null && !now.isBefore(poll.next())) {
        polls.put(job, new Poll(null, poll.pause()));
        var unused = client
            .async(scoped -> scoped.progress(job))
            .whenComplete((progress, failure) -> read(job, poll.pause(), progress));
      }
    }
  }

  private void read(JobRef job, Duration waited, @Nullable JobProgress progress) {
    boolean isKnown = progress != null && !progress.equals(JobProgress.UNKNOWN);
    Duration longer = waited.multipliedBy(2);
    Duration wait = isKnown ? USUAL : longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    polls.put(job, new Poll(clock.instant().plus(wait), wait));
    if (progress != null && isKnown) {
      found.accept(job, progress);
    }
  }
}
