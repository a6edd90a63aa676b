package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Records;
import java.io.UncheckedIOException;
import java.util.Set;

/** Writes watched checkpoints for a program; also the job's end, if the format allows mixed records. */
final class WatchRecords implements WatchView {
  private final RecordPrinter printer;
  private final Messages messages;
  private final boolean withJobs;
  /** Closes a JSON array when the process is interrupted. */
  private final Thread atExit = new Thread(this::interrupted);

  private boolean finished;

  WatchRecords(RecordPrinter printer, Format format, Messages messages) {
    this.printer = printer;
    this.messages = messages;
    this.withJobs = Set.of(Format.JSON, Format.JSONL, Format.YAML).contains(format);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  @Override
  public synchronized void saved(int row, Checkpoint checkpoint) {
    if (!finished) {
      printer.print(Records.of(checkpoint));
    }
  }

  @Override
  public synchronized void ended(Job job) {
    if (withJobs && !finished) {
      printer.print(Records.of(job));
    }
  }

  @Override
  public void say(JobRef job, String text, boolean isEnd) {
    messages.note(job + ": " + text);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    finish();
  }

  /** The reader of a pipe may be interrupted too, and have closed it. */
  private void interrupted() {
    try {
      finish();
    } catch (UncheckedIOException e) {
      messages.failure(e);
    }
  }

  private synchronized void finish() {
    if (!finished) {
      finished = true;
      printer.close();
    }
  }
}
