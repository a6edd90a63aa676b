package io.github.ckpt4j.cli.print;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON on one line. Characters that would control a terminal are escaped, which
 * makes no difference to a program.
 */
public final class Json {
  private static final Gson GSON = new GsonBuilder()
      .serializeNulls()
      .disableHtmlEscaping()
      .registerTypeAdapter(Double.class, new Doubles())
      .registerTypeAdapter(Instant.class, new Text())
      .create();

  private Json() {}

  /** Strings, numbers, booleans, null, times, and lists and maps of those. */
  public static String of(@Nullable Object value) {
    String json = GSON.toJson(value);
    if (json.codePoints().noneMatch(SafeText::isUnsafe)) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length());
    json.codePoints().forEach(point -> {
      if (SafeText.isUnsafe(point)) {
        for (char unit : Character.toChars(point)) {
          escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
      } else {
        escaped.appendCodePoint(point);
      }
    });
    return escaped.toString();
  }

  /** JSON has no NaN; null would mean that nothing was reported. */
  private static final class Doubles extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (Double.isFinite(value)) {
        out.value(value);
      } else {
        out.value(value.toString());
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      return in.nextDouble();
    }
  }

  /** Writes values by their own text. */
  private static final class Text extends TypeAdapter<Object> {
    @Override
    public void write(JsonWriter out, Object value) throws IOException {
      out.value(value.toString());
    }

    @Override
    public Object read(JsonReader in) throws IOException {
      return in.nextString();
    }
  }
}
