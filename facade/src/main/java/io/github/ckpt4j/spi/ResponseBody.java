package io.github.ckpt4j.spi;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The whole body of a response, in memory. */
@FunctionalInterface
public interface ResponseBody {
  /** The default limit of {@link #maxItems}: far more than any provider puts into one response. */
  int DEFAULT_MAX_ITEMS = 100_000;

  /**
   * A new reader at the start of the body, which need not be closed. It throws {@link
   * io.github.ckpt4j.CheckpointException} once the request times out or the call is cancelled, so
   * that reading is limited as well.
   */
  Reader reader();

  /** The maximum number of items in a list; a longer list is rejected while it is read. */
  default int maxItems() {
    return DEFAULT_MAX_ITEMS;
  }

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
