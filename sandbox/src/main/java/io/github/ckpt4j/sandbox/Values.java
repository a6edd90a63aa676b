package io.github.ckpt4j.sandbox;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a template's placeholders. Reading one that was never set is an error; null is
 * written as JSON null.
 */
final class Values {
  private final Map<String, @Nullable Object> values = new HashMap<>();

  Values set(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  @Nullable
  Object get(String name) {
    Object value = values.get(name);
    if (value == null && !values.containsKey(name)) {
      throw new IllegalStateException("No value for ${" + name + "}, only for " + values.keySet());
    }
    return value;
  }

  /** Whether a member with this condition is written. */
  boolean meets(String condition) {
    Object value = values.get(condition);
    return value != null && !value.equals(false);
  }
}
