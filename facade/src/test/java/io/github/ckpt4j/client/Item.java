package io.github.ckpt4j.client;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Set;

/** The JSON of a checkpoint or a job. Immutable: each change returns a copy. */
record Item(JsonObject json) {
  static Item of(String text) {
    return new Item(JsonParser.parseString(text).getAsJsonObject());
  }

  /** A copy with this field set to a JSON value; dots separate nested fields. */
  Item with(String path, String value) {
    Item copy = new Item(json.deepCopy());
    copy.parent(path).add(name(path), JsonParser.parseString(value));
    return copy;
  }

  Item without(String path) {
    Item copy = new Item(json.deepCopy());
    copy.parent(path).remove(name(path));
    return copy;
  }

  JsonElement get(String path) {
    return parent(path).get(name(path));
  }

  Set<String> fields() {
    return json.keySet();
  }

  @Override
  public String toString() {
    return new GsonBuilder().serializeNulls().create().toJson(json);
  }

  private JsonObject parent(String path) {
    JsonObject at = json;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      at = at.getAsJsonObject(names[i]);
    }
    return at;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
