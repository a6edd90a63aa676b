package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.CancellationScope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lists many jobs at once and returns results as they arrive.
 *
 * <p>For each provider, the number of jobs in progress or waiting to be read is limited; reading a
 * result starts that provider's next job. So few results are in memory even if the reader is slow,
 * and no thread ever waits for the reader. The reader itself lists jobs for which no thread may be
 * free.
 */
final class ManyJobs extends Spliterators.AbstractSpliterator<JobResult> {
  private final Function<JobRef, List<Checkpoint>> list;
  private final Tasks tasks;
  private final CancellationScope scope;
  private final Duration timeout;
  private final Set<Listing> underWay = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Listing> done = new LinkedBlockingQueue<>();
  private final Map<String, Queue<JobRef>> waiting = new HashMap<>();
  private int left;

  /**
   * @param list lists a job within {@code scope}
   * @param timeout how long one job may take
   */
  ManyJobs(
      Collection<JobRef> jobs,
      Function<JobRef, List<Checkpoint>> list,
      Tasks tasks,
      CancellationScope scope,
      Duration timeout) {
    super(jobs.size(), Spliterator.SIZED | Spliterator.NONNULL);
    this.list = list;
    this.tasks = tasks;
    this.scope = scope;
    this.timeout = timeout;
    this.left = jobs.size();
    for (JobRef job : jobs) {
      waiting.computeIfAbsent(job.provider(), provider -> new ArrayDeque<>()).add(job);
    }
  }

  /**
   * Starts the listings.
   *
   * @param requests how many requests to one provider may be sent at once; a few more jobs are
   *     started, as those that wait to retry send none
   */
  Stream<JobResult> stream(int requests) {
    int perProvider = requests + requests / 4;
    for (String provider : List.copyOf(waiting.keySet())) {
      for (int i = 0; i < perProvider; i++) {
        startNext(provider);
      }
    }
    return StreamSupport.stream(this, false).onClose(scope::cancel);
  }

  @Override
  public boolean tryAdvance(Consumer<? super JobResult> action) {
    if (left == 0) {
      return false;
    }
    Listing listing = take();
    underWay.remove(listing);
    left--;
    startNext(listing.job.provider());
    action.accept(listing.result());
    return true;
  }

  private void startNext(String provider) {
    JobRef job = waiting.getOrDefault(provider, new ArrayDeque<>()).poll();
    if (job != null) {
      Listing listing = new Listing(job);
      underWay.add(listing);
      listing.mayHaveNoThread = !tasks.start(listing) || tasks.mayQueue();
    }
  }

  private Listing take() {
    Listing listing = done.poll();
    if (listing == null) {
      runOneWithoutThread();
      listing = await();
    }
    return listing;
  }

  private void runOneWithoutThread() {
    for (Listing each : underWay) {
      if (each.mayHaveNoThread) {
        each.run(); // Does nothing if it got a thread in the meantime.
      }
      if (!done.isEmpty()) {
        return;
      }
    }
  }

  private Listing await() {
    Runnable end = () -> underWay.forEach(each -> each.cancel(false));
    scope.enter(end);
    try {
      Listing listing = done.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return listing == null ? giveUpOnOne() : listing;
    } catch (InterruptedException e) {
      throw CancellationScope.interruption(e);
    } finally {
      scope.leave(end);
    }
  }

  /** No job has ended for as long as one may take, so a thread is stuck outside this library. */
  private Listing giveUpOnOne() throws InterruptedException {
    underWay.iterator().next().cancel(false);
    return done.take();
  }

  /** The listing of one job; its result is a failure if the listing failed. */
  private final class Listing extends FutureTask<List<Checkpoint>> {
    private final JobRef job;
    private boolean mayHaveNoThread;

    Listing(JobRef job) {
      super(() -> list.apply(job));
      this.job = job;
    }

    @Override
    protected void done() {
      done.add(this);
    }

    private JobResult result() {
      try {
        return new JobResult.Listed(job, get());
      } catch (InterruptedException e) {
        throw CancellationScope.interruption(e);
      } catch (CancellationException e) {
        return new JobResult.Failed(job, ended());
      } catch (ExecutionException e) {
        return new JobResult.Failed(job, failure(e.getCause()));
      }
    }

    private CheckpointException ended() {
      CheckpointException reason = scope.isCancelled()
          ? scope.cancelled()
          : CheckpointException.builder(Kind.TIMEOUT, "the call timed out").build();
      return reason.toBuilder().job(job).build();
    }

    private CheckpointException failure(@Nullable Throwable cause) {
      if (cause instanceof CheckpointException known) {
        return interrupted(known);
      }
      if (cause instanceof Error error) {
        throw error;
      }
      return CheckpointException.builder(Kind.CANCELLED, "the caller's code failed (" + cause + ")")
          .job(job)
          .cause(cause)
          .build();
    }

    /**
     * If the reader is interrupted while it lists a job itself, that job and all others end.
     */
    private CheckpointException interrupted(CheckpointException failure) {
      if (failure.kind() == Kind.CANCELLED
          && Thread.currentThread().isInterrupted()
          && !scope.isCancelled()) {
        throw failure;
      }
      return failure;
    }
  }
}
