package io.github.ckpt4j.sandbox;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A template and the values to fill it with: JSON that has not been written yet. */
record Body(Template template, Values values) {

  String text() {
    return text(null);
  }

  /** @param random as for {@link BodyWriter} */
  String text(@Nullable Random random) {
    StringWriter text = new StringWriter();
    try (BodyWriter writer = new BodyWriter(text, random)) {
      writer.write(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
