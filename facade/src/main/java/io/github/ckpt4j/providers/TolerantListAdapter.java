package io.github.ckpt4j.providers;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of generated models one item at a time, so that an item that does not fit its model
 * leaves a null and a reason in its place instead of taking the whole list with it.
 */
final class TolerantListAdapter implements TypeAdapterFactory {
  static final TolerantListAdapter NONE = new TolerantListAdapter();

  private final Map<Integer, Problem> byIndex = new TreeMap<>();

  /** What is wrong with an item: a field's name on the wire, and the complaint about it. */
  record Problem(String field, String complaint) {}

  @Nullable
  Problem at(int index) {
    return byIndex.get(index);
  }

  @Override
  @SuppressWarnings("unchecked") // The type token says that T is a list of the item's type.
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    if (type.getRawType() != List.class
        || !(type.getType() instanceof ParameterizedType list)
        || !(list.getActualTypeArguments()[0] instanceof Class<?> item)
        || !item.getName().startsWith("io.github.ckpt4j.")) {
      return null;
    }
    return (TypeAdapter<T>) new ItemByItem<>(gson, item);
  }

  private final class ItemByItem<I> extends TypeAdapter<List<@Nullable I>> {
    private final Gson gson;
    private final Class<I> type;

    ItemByItem(Gson gson, Class<I> type) {
      this.gson = gson;
      this.type = type;
    }

    @Override
    public @Nullable List<@Nullable I> read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      List<@Nullable I> list = new ArrayList<>();
      in.beginArray();
      while (in.hasNext()) {
        list.add(readItem(JsonParser.parseReader(in), list.size()));
      }
      in.endArray();
      return list;
    }

    /** Reads the item from its text again: a tree is converted less tolerantly than text is read. */
    private @Nullable I readItem(JsonElement item, int index) {
      JsonReader text = new JsonReader(new StringReader(item.toString()));
      try {
        return ModelReader.fromJson(gson, text, type);
      } catch (JsonParseException e) {
        byIndex.put(index, new Problem(field(text.getPath()), "is of the wrong type"));
        return null;
      }
    }

    @Override
    public void write(JsonWriter out, List<@Nullable I> list) {
      throw new IllegalStateException("Answers are only read");
    }
  }

  /** The name on the wire at a path, of which {@code $} is the item. */
  private static String field(String path) {
    return path.equals("$") ? "the item itself" : path.substring("$.".length());
  }
}
