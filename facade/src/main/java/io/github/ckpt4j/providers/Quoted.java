package io.github.ckpt4j.providers;

import com.google.gson.JsonPrimitive;

/** Quotes names for commands and JSON that people copy, whatever characters they contain. */
final class Quoted {
  private Quoted() {}

  /** The text as a JSON string. */
  static String json(String text) {
    return new JsonPrimitive(text).toString();
  }

  /** The text as one word of a POSIX shell. */
  static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
