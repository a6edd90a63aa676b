package io.github.ckpt4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects a provider's own fields under their JSON names; copies the values it gets. */
final class Fields {
  private Map<String, Object> fields = Map.of();
  private boolean shared;

  Fields() {}

  Fields(Map<String, Object> immutable) {
    fields = immutable;
    shared = true;
  }

  /** Keeps the field unless its value is null. */
  void put(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    if (shared || fields.isEmpty()) {
      fields = new LinkedHashMap<>(fields);
      shared = false;
    }
    fields.put(name, copy(value));
  }

  /** The fields so far; a later {@link #put} does not change them. */
  Map<String, Object> immutable() {
    shared = true;
    return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(fields);
  }

  /** The value with every list and map in it replaced by an unmodifiable copy. */
  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(key, copyOrNull(each)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      list.forEach(each -> copy.add(copyOrNull(each)));
      return Collections.unmodifiableList(copy);
    }
    return value;
  }

  private static @Nullable Object copyOrNull(@Nullable Object value) {
    return value == null ? null : copy(value);
  }
}
