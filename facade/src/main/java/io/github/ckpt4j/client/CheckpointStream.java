package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.http.CancellationScope;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Returns checkpoints one by one, and requests the next page while this one is read.
 *
 * <p>It requests the next page only once a second checkpoint of a page is needed: a caller who
 * takes just the first causes one request. At most two pages are in memory.
 */
final class CheckpointStream extends Spliterators.AbstractSpliterator<Checkpoint> {
  private final Iterator<Page> pages;
  private final Tasks tasks;
  private final CancellationScope scope;
  private final Duration timeout;
  private List<Checkpoint> current = List.of();
  private int position;
  private @Nullable FutureTask<Page> ahead;

  /**
   * @param scope the scope for reading the pages
   * @param timeout how long a page may take
   */
  CheckpointStream(Iterator<Page> pages, Tasks tasks, CancellationScope scope, Duration timeout) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.pages = pages;
    this.tasks = tasks;
    this.scope = scope;
    this.timeout = timeout;
  }

  Stream<Checkpoint> stream() {
    return StreamSupport.stream(this, false).onClose(scope::cancel);
  }

  @Override
  public boolean tryAdvance(Consumer<? super Checkpoint> action) {
    while (position == current.size()) {
      if (ahead == null && !pages.hasNext()) {
        return false;
      }
      current = nextPage();
      position = 0;
    }
    if (position == 1 && pages.hasNext()) {
      readAhead();
    }
    action.accept(current.get(position++));
    return true;
  }

  private void readAhead() {
    FutureTask<Page> task = new FutureTask<>(pages::next);
    ahead = tasks.start(task) ? task : null;
  }

  private List<Checkpoint> nextPage() {
    FutureTask<Page> task = ahead;
    ahead = null;
    return (task == null ? pages.next() : finish(task)).checkpoints();
  }

  /** The page being read ahead; read in this thread if no other has started to. */
  private Page finish(FutureTask<Page> task) {
    task.run();
    return scope.await(task, timeout);
  }
}
