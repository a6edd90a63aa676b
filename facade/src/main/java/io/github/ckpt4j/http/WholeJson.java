package io.github.ckpt4j.http;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;

/** Distinguishes a body that is JSON from one that is truncated or in another format. */
final class WholeJson {
  private WholeJson() {}

  /**
   * Whether the text is one complete object or array; bare {@code NaN} and the like are allowed.
   */
  static boolean matches(Reader text) {
    try (JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.LENIENT);
      JsonToken first = json.peek();
      if (first != JsonToken.BEGIN_OBJECT && first != JsonToken.BEGIN_ARRAY) {
        return false;
      }
      json.skipValue();
      return json.peek() == JsonToken.END_DOCUMENT;
    } catch (IOException e) {
      return false; // Truncated, or another format.
    }
  }
}
