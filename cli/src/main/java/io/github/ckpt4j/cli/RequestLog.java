package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.Output;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Shows the client's log of each request, which contains no secrets. */
final class RequestLog extends Handler {
  /** Stored here because the log manager has only a weak reference. */
  private static final Logger LOGGER = Logger.getLogger("io.github.ckpt4j");

  private final Output err;

  private RequestLog(Output err) {
    this.err = err;
  }

  static void showOn(Output err) {
    for (Handler handler : LOGGER.getHandlers()) {
      LOGGER.removeHandler(handler);
    }
    LOGGER.setUseParentHandlers(false);
    LOGGER.setLevel(Level.FINE);
    LOGGER.addHandler(new RequestLog(err));
  }

  @Override
  public synchronized void publish(LogRecord logged) {
    err.line(HumanFormat.text(logged.getMessage()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
