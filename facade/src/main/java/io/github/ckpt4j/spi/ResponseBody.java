package io.github.ckpt4j.spi;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The body of an answer, whole and in memory. */
@FunctionalInterface
public interface ResponseBody {
  /** Far more than any provider puts into one response. */
  int DEFAULT_MAX_ITEMS = 100_000;

  /** Reads it from its start; each call gives a reader of its own, which need not be closed. */
  Reader reader();

  /** How many items a list in it may have; a response with more is refused while it is read. */
  default int maxItems() {
    return DEFAULT_MAX_ITEMS;
  }

  /** All of it. Throws {@link UncheckedIOException} if it is not text in UTF-8. */
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
