package io.github.ckpt4j.spi;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The whole body of a response, in memory. */
@FunctionalInterface
public interface ResponseBody {
  /**
   * A new reader at the start of the body, which need not be closed. It throws {@link
   * io.github.ckpt4j.CheckpointException} once the time for the request is over or the call is
   * cancelled, so that reading is bounded too.
   */
  Reader reader();

  /** The body as text. Throws {@link UncheckedIOException} if it is not UTF-8. */
  default String text() {
    try (Reader reader = reader()) {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
