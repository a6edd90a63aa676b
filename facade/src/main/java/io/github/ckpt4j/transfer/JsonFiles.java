package io.github.ckpt4j.transfer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.Set;

/** Reads a checkpoint's JSON files, within limits. */
final class JsonFiles {
  /** A configuration has a few hundred lines. */
  private static final int LONGEST_CONFIG = 16 * 1024 * 1024;

  private JsonFiles() {}

  /** Reads one JSON value and nothing else. */
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonReader json) throws IOException;
  }

  /**
   * Reads strictly according to RFC 8259.
   *
   * @throws DamagedException if it is not JSON
   */
  static <T> T strict(InputStream in, Reading<T> reading) throws IOException {
    return read(in, Strictness.STRICT, reading);
  }

  /** Checks that it is one complete value. {@code NaN} is allowed, as Python writes it. */
  static void whole(InputStream in) throws IOException {
    read(in, Strictness.LENIENT, json -> {
      json.skipValue();
      return true;
    });
  }

  /** A small object. */
  static JsonObject object(InputStream in) throws IOException {
    JsonElement value = strict(new Limited(in, LONGEST_CONFIG), JsonParser::parseReader);
    if (value.isJsonObject()) {
      return value.getAsJsonObject();
    }
    throw new DamagedException("its JSON is not an object");
  }

  /** Reads the next name, which must not occur twice in the object. */
  static String name(JsonReader json, Set<String> seen) throws IOException {
    String name = json.nextName();
    if (!seen.add(name)) {
      throw new DamagedException("has " + Names.quoted(name) + " twice");
    }
    return name;
  }

  static Set<String> names() {
    return new HashSet<>();
  }

  private static <T> T read(InputStream in, Strictness strictness, Reading<T> reading)
      throws IOException {
    JsonReader json = new JsonReader(BoundedText.of(in));
    json.setStrictness(strictness);
    try {
      T value = unwrapped(reading, json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new DamagedException("has more than one JSON value");
      }
      return value;
    } catch (EOFException e) {
      throw new DamagedException("its JSON is truncated");
    } catch (CharacterCodingException e) {
      throw new DamagedException("its JSON is not UTF-8");
    } catch (MalformedJsonException | JsonParseException | IllegalStateException e) {
      throw new DamagedException("is not JSON");
    }
  }

  /** Gson's parser wraps the exceptions of its reader. */
  private static <T> T unwrapped(Reading<T> reading, JsonReader json) throws IOException {
    try {
      return reading.read(json);
    } catch (JsonParseException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
