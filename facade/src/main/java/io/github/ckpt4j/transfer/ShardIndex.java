package io.github.ckpt4j.transfer;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The index of a model in several safetensors files: the file of each tensor. */
final class ShardIndex {
  static final String SUFFIX = ".safetensors.index.json";

  private static final int MOST_TENSORS = 1_000_000;

  private ShardIndex() {}

  /** Reads the name of the file that each tensor is in. */
  static Map<String, String> read(InputStream in) throws IOException {
    return JsonFiles.strict(in, ShardIndex::index);
  }

  private static Map<String, String> index(JsonReader json) throws IOException {
    Map<String, String> files = Map.of();
    Set<String> names = JsonFiles.names();
    json.beginObject();
    while (json.hasNext()) {
      if (JsonFiles.name(json, names).equals("weight_map")) {
        files = weightMap(json);
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    if (!names.contains("weight_map")) {
      throw new DamagedException("has no weight_map");
    }
    return files;
  }

  private static Map<String, String> weightMap(JsonReader json) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    Set<String> names = JsonFiles.names();
    json.beginObject();
    while (json.hasNext()) {
      String tensor = JsonFiles.name(json, names);
      if (json.peek() != JsonToken.STRING || files.size() == MOST_TENSORS) {
        throw new DamagedException("its weight_map does not name a file for each tensor");
      }
      files.put(tensor, json.nextString().intern());
    }
    json.endObject();
    return files;
  }
}
