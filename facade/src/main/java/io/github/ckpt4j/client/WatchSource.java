package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.http.Deadline;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The job of a watch and its list. Each look finds the same bad checkpoints and the same metrics
 * missing; the caller's handlers receive each only once.
 */
final class WatchSource implements WatchLoop.JobSource {
  /** A server that makes up new faults must not fill the memory. */
  private static final int MAX_REPORTED = 10_000;

  private final Function<Deadline, Job> job;
  private final ListReader list;
  private final CallOptions options;
  private final Set<List<Object>> reported = new HashSet<>();

  /** Reads a list up to the page that is the last one to read, or to its end. */
  @FunctionalInterface
  interface ListReader {
    List<Checkpoint> read(Deadline deadline, CallOptions options, Predicate<Page> last);
  }

  WatchSource(Function<Deadline, Job> job, ListReader list, CallOptions options) {
    this.job = job;
    this.list = list;
    this.options = options;
  }

  @Override
  public Job job(Deadline deadline) {
    return job.apply(deadline);
  }

  @Override
  public List<Checkpoint> list(Deadline deadline, Predicate<Page> last) {
    return list.read(deadline, reportingOnce(), last);
  }

  /** A page without unusable checkpoints, which are left out, may still have some that are waited for. */
  @Override
  public boolean listsAll() {
    return !options.isOnlyUsable();
  }

  private CallOptions reportingOnce() {
    CallOptions warning = options.onWarning(this::warn);
    Consumer<MalformedCheckpoint> lenient = options.lenient();
    return lenient == null ? warning : warning.lenient(onceEach(lenient));
  }

  private void warn(CheckpointException failure) {
    if (isNew(List.of(failure.kind(), failure.detail()))) {
      options.onWarning().accept(failure);
    }
  }

  /**
   * Newer checkpoints shift the index, so bad ones are distinguished by their fault and counted.
   */
  private Consumer<MalformedCheckpoint> onceEach(Consumer<MalformedCheckpoint> lenient) {
    Map<List<String>, Integer> counts = new HashMap<>();
    return bad -> {
      int number = counts.merge(List.of(bad.field(), bad.problem()), 1, Integer::sum);
      if (isNew(List.of(bad.field(), bad.problem(), number))) {
        lenient.accept(bad);
      }
    };
  }

  private boolean isNew(List<Object> fault) {
    if (reported.size() >= MAX_REPORTED) {
      reported.clear();
    }
    return reported.add(fault);
  }
}
