package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Output;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Shows progress on one line, once something takes longer than a moment. */
final class Progress implements AutoCloseable {
  static final Progress SILENT = new Progress();

  private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int MOMENT_MILLIS = 300;
  private static final int FRAME_MILLIS = 100;

  private final AtomicLong done = new AtomicLong();
  private final @Nullable ScheduledExecutorService timer;
  private final @Nullable Output err;
  private int frame;

  private Progress() {
    timer = null;
    err = null;
  }

  private Progress(Output err, String what, String unit, IntSupplier width) {
    this.err = err;
    this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "progress");
      thread.setDaemon(true);
      return thread;
    });
    var unused = timer.scheduleAtFixedRate(
        () -> draw(err, what, unit, width), MOMENT_MILLIS, FRAME_MILLIS, TimeUnit.MILLISECONDS);
  }

  static Progress on(Output err, String what, String unit, IntSupplier width) {
    return new Progress(err, what, unit, width);
  }

  /** Counts one more. */
  void step() {
    done.incrementAndGet();
  }

  /** Removes it from the screen, to make room for the result. */
  void stop() {
    if (timer == null || err == null) {
      return;
    }
    timer.shutdownNow();
    synchronized (this) {
      if (frame > 0) {
        err.control(CLEAR_LINE);
        err.flush();
      }
      frame = -1;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private synchronized void draw(Output to, String what, String unit, IntSupplier width) {
    if (frame < 0) {
      return;
    }
    String line = FRAMES.charAt(frame++ % FRAMES.length())
        + " "
        + what
        + (done.get() == 0 ? "" : ": " + HumanFormat.count(done.get(), unit));
    to.control(CLEAR_LINE);
    to.write(HumanFormat.cut(line, width.getAsInt() - 1));
    to.flush();
  }
}
