package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;

/** Shows watched checkpoints to a program. */
record WatchRecords(RecordPrinter printer, Messages messages) implements WatchView {
  @Override
  public void saved(Checkpoint checkpoint) {
    printer.print(Records.of(checkpoint));
  }

  @Override
  public void say(JobRef job, String text, boolean isEnd) {
    messages.note(job + ": " + text);
  }

  @Override
  public void close() {
    printer.close();
  }
}
