package io.github.ckpt4j.providers;

import com.google.gson.JsonPrimitive;

/** Names within commands and JSON that people copy, whatever characters a name has. */
final class Quoted {
  private Quoted() {}

  /** As a string in JSON. */
  static String json(String text) {
    return new JsonPrimitive(text).toString();
  }

  /** As one word in a POSIX shell. */
  static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
