package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.http.CancellationScope;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands over checkpoints one by one, and asks for the next page while this one is read.
 *
 * <p>It asks ahead only when a second checkpoint of a page is wanted: whoever takes just the first
 * costs one request. At most two pages are in memory.
 */
final class CheckpointStream extends Spliterators.AbstractSpliterator<Checkpoint> {
  private final Iterator<Page> pages;
  private final Executor executor;
  private List<Checkpoint> current = List.of();
  private int position;
  private @Nullable FutureTask<Page> ahead;

  private CheckpointStream(Iterator<Page> pages, Executor executor) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.pages = pages;
    this.executor = executor;
  }

  static Stream<Checkpoint> of(Iterator<Page> pages, Executor executor, CancellationScope scope) {
    return StreamSupport.stream(new CheckpointStream(pages, executor), false)
        .onClose(scope::cancel);
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
      ahead = new FutureTask<>(pages::next);
      executor.execute(ahead);
    }
    action.accept(current.get(position++));
    return true;
  }

  private List<Checkpoint> nextPage() {
    FutureTask<Page> task = ahead;
    ahead = null;
    return (task == null ? pages.next() : finish(task)).checkpoints();
  }

  /** The page being read ahead; read here and now if no thread has begun to. */
  private static Page finish(FutureTask<Page> task) {
    task.run();
    return CancellationScope.result(task, "Reading a page");
  }
}
