package io.github.ckpt4j.cli.print;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * One of the two streams that a command writes to, always in UTF-8.
 *
 * <p>Unlike {@code System.out} it does not swallow errors: once the reader is gone, writing throws
 * {@link ClosedException}, so that a long answer ends when nobody wants the rest.
 */
public final class Output extends Writer {
  private final Writer writer;

  public Output(OutputStream stream) {
    writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }

  /** The reader of the output closed it, which is no fault. */
  public static final class ClosedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private ClosedException(IOException cause) {
      super(cause);
    }
  }

  /** Writes a line, and hands it on at once. */
  public void line(String text) {
    write(text);
    write("\n");
    flush();
  }

  @Override
  public void write(char[] text, int start, int length) {
    try {
      writer.write(text, start, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Hands on what is left; the stream itself belongs to the process and stays open. */
  @Override
  public void close() {
    flush();
  }

  /** Java tells a closed pipe from a full disk by the operating system's words only. */
  private static UncheckedIOException failure(IOException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.contains("Broken pipe") || reason.contains("pipe is being closed")
        ? new ClosedException(e)
        : new UncheckedIOException(e);
  }
}
