package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collector;

/** A collector at work on checkpoints that arrive one by one. */
final class Gathering<R> {
  private final Consumer<Checkpoint> add;
  private final Supplier<R> result;

  private Gathering(Consumer<Checkpoint> add, Supplier<R> result) {
    this.add = add;
    this.result = result;
  }

  static <A, R> Gathering<R> by(Collector<Checkpoint, A, R> collector) {
    A gathered = collector.supplier().get();
    return new Gathering<>(
        each -> collector.accumulator().accept(gathered, each),
        () -> collector.finisher().apply(gathered));
  }

  void add(Checkpoint checkpoint) {
    add.accept(checkpoint);
  }

  R result() {
    return result.get();
  }
}
