package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.http.CancellationScope;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Lists many jobs at once and hands over results as they come.
 *
 * <p>A bounded number of jobs of each provider is under way or waits to be taken; taking a result
 * starts that provider's next job. So a slow reader holds few results in memory, and no thread ever
 * waits for the reader.
 */
final class ManyJobs extends Spliterators.AbstractSpliterator<JobResult> {
  private final Function<JobRef, List<Checkpoint>> list;
  private final ExecutorCompletionService<JobResult> completion;
  private final Map<String, Queue<JobRef>> waiting = new HashMap<>();
  private int left;

  private ManyJobs(
      Collection<JobRef> jobs, Function<JobRef, List<Checkpoint>> list, Executor executor) {
    super(jobs.size(), Spliterator.SIZED | Spliterator.NONNULL);
    this.list = list;
    this.completion = new ExecutorCompletionService<>(executor);
    this.left = jobs.size();
    for (JobRef job : jobs) {
      waiting.computeIfAbsent(job.provider(), provider -> new ArrayDeque<>()).add(job);
    }
  }

  static Stream<JobResult> of(
      Collection<JobRef> jobs,
      Function<JobRef, List<Checkpoint>> list,
      Executor executor,
      int perProvider,
      CancellationScope scope) {
    ManyJobs many = new ManyJobs(jobs, list, executor);
    for (String provider : List.copyOf(many.waiting.keySet())) {
      for (int i = 0; i < perProvider; i++) {
        many.startNext(provider);
      }
    }
    return StreamSupport.stream(many, false).onClose(scope::cancel);
  }

  @Override
  public boolean tryAdvance(Consumer<? super JobResult> action) {
    if (left == 0) {
      return false;
    }
    JobResult result = take();
    left--;
    startNext(result.job().provider());
    action.accept(result);
    return true;
  }

  private JobResult take() {
    try {
      return CancellationScope.result(completion.take(), "Listing a job");
    } catch (InterruptedException e) {
      throw CancellationScope.interruption(e);
    }
  }

  private void startNext(String provider) {
    JobRef job = waiting.getOrDefault(provider, new ArrayDeque<>()).poll();
    if (job != null) {
      var unused = completion.submit(() -> result(job));
    }
  }

  private JobResult result(JobRef job) {
    try {
      return new JobResult.Listed(job, list.apply(job));
    } catch (CheckpointException e) {
      return new JobResult.Failed(job, e);
    }
  }
}
