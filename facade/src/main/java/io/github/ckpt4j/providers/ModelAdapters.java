package io.github.ckpt4j.providers;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of generated models with a {@link ResponseReader}: strictly, but a value that
 * does not fit is noted and skipped and does not end the reading.
 */
final class ModelAdapters implements TypeAdapterFactory {
  private static final String GENERATED = "io.github.ckpt4j.";

  /** Reads a value that is not null. */
  @FunctionalInterface
  private interface Body<T> {
    @Nullable
    T read(ResponseReader in, JsonToken token) throws IOException;
  }

  @FunctionalInterface
  private interface Inside<T> {
    T read(ResponseReader in) throws IOException;
  }

  /** An integer, which may also be written as text. */
  static final TypeAdapter<Long> INTEGER = new ReadOnly<>((in, token) -> {
    String text = scalar(in, token);
    boolean number = token == JsonToken.NUMBER || Numbers.isPlain(text);
    BigDecimal value = number ? Numbers.asInteger(text) : null;
    if (value == null) {
      in.note("is not an integer");
      return null;
    }
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      in.note("is out of range");
      return null;
    }
  });

  /** A number, which may also be written as text; NaN and infinity are numbers. */
  static final TypeAdapter<Double> NUMBER = new ReadOnly<>((in, token) -> {
    String text = scalar(in, token);
    Double value =
        token == JsonToken.NUMBER ? (Double) Double.parseDouble(text) : Numbers.inText(text);
    if (value == null) {
      in.note("is not a number");
    }
    return value;
  });

  /** A string. A number is read as its text, since servers write times as either. */
  static final TypeAdapter<String> TEXT = new ReadOnly<>((in, token) -> {
    String text = scalar(in, token);
    boolean fits = token == JsonToken.STRING || (token == JsonToken.NUMBER && Numbers.isJson(text));
    if (!fits) {
      in.note("is not a string");
      return null;
    }
    if (token == JsonToken.NUMBER) {
      in.noteNumber(text);
    }
    return text;
  });

  static final TypeAdapter<Boolean> BOOLEAN = new ReadOnly<>((in, token) -> {
    if (token == JsonToken.BOOLEAN) {
      return in.nextBoolean();
    }
    in.discard();
    in.note("is not true or false");
    return null;
  });

  @Override
  @SuppressWarnings("unchecked") // The type token determines T.
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    if (raw == List.class) {
      return (TypeAdapter<T>) list(gson, argument(type, 0));
    }
    if (raw == Map.class) {
      return (TypeAdapter<T>) map(gson.getAdapter(TypeToken.get(argument(type, 1))));
    }
    return isGenerated(raw) ? model(gson.getDelegateAdapter(this, type)) : null;
  }

  private static Type argument(TypeToken<?> type, int index) {
    return ((ParameterizedType) type.getType()).getActualTypeArguments()[index];
  }

  private static boolean isGenerated(Type type) {
    return type instanceof Class<?> model && model.getName().startsWith(GENERATED);
  }

  private static <M> TypeAdapter<M> model(TypeAdapter<M> fields) {
    return structure(JsonToken.BEGIN_OBJECT, "is not an object", in -> in.model(fields));
  }

  @SuppressWarnings("unchecked") // Gson finds the adapter by the element's type.
  private static TypeAdapter<?> list(Gson gson, Type type) {
    TypeAdapter<Object> element = (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(type));
    boolean ofModels = isGenerated(type);
    return structure(JsonToken.BEGIN_ARRAY, "is not a list", in -> {
      boolean ofItems = ofModels && in.depth() == 1;
      List<@Nullable Object> list = new ArrayList<>();
      in.beginArray();
      while (in.hasNext()) {
        list.add(ofItems ? in.item(list.size(), element) : element.read(in));
      }
      in.endArray();
      return list;
    });
  }

  private static <V> TypeAdapter<?> map(TypeAdapter<V> value) {
    return structure(JsonToken.BEGIN_OBJECT, "is not an object", in -> {
      Map<String, @Nullable V> map = new LinkedHashMap<>();
      in.beginObject();
      while (in.hasNext()) {
        map.put(in.nextName(), value.read(in));
      }
      in.endObject();
      return map;
    });
  }

  private static <T> TypeAdapter<T> structure(JsonToken begin, String complaint, Inside<T> inside) {
    return new ReadOnly<>((in, token) -> {
      if (token == begin) {
        return inside.read(in);
      }
      in.discard();
      in.note(complaint);
      return null;
    });
  }

  /** The text of a string or a number; anything else is skipped and has no text. */
  private static String scalar(ResponseReader in, JsonToken token) throws IOException {
    if (token == JsonToken.STRING || token == JsonToken.NUMBER) {
      return in.nextString();
    }
    in.discard();
    return "";
  }

  private static final class ReadOnly<T> extends TypeAdapter<T> {
    private final Body<T> body;

    ReadOnly(Body<T> body) {
      this.body = body;
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
      JsonToken token = in.peek();
      if (token == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      return body.read((ResponseReader) in, token);
    }

    @Override
    public void write(JsonWriter out, T value) {
      throw new UnsupportedOperationException("Responses are only read");
    }
  }
}
