package io.github.ckpt4j.specs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads trees of maps, lists and scalars, in which anything may be of the wrong type or missing. */
final class Tree {
  private Tree() {}

  /** The node if it is a map, otherwise an empty map. */
  @SuppressWarnings("unchecked") // DocumentReader only creates maps with text keys.
  static Map<String, Object> map(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The node if it is a list, otherwise an empty list. */
  @SuppressWarnings("unchecked")
  static List<Object> list(@Nullable Object node) {
    return node instanceof List<?> list ? (List<Object>) list : List.of();
  }

  static List<String> texts(@Nullable Object node) {
    return list(node).stream().map(String::valueOf).toList();
  }

  static @Nullable Object at(@Nullable Object node, String... keys) {
    Object found = node;
    for (String key : keys) {
      found = map(found).get(key);
    }
    return found;
  }

  static @Nullable Object copy(@Nullable Object node) {
    if (node instanceof Map<?, ?>) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map(node).forEach((key, value) -> copy.put(key, copy(value)));
      return copy;
    }
    if (node instanceof List<?>) {
      List<Object> copy = new ArrayList<>();
      list(node).forEach(value -> copy.add(copy(value)));
      return copy;
    }
    return node;
  }

  /**
   * Makes untrusted text safe for a terminal, a log and a block of code in Markdown: one line of at most 100 printable ASCII
   * characters, without backslashes, backticks, angle brackets and ampersands.
   */
  static String shown(@Nullable Object foreign) {
    String text = String.valueOf(foreign).replaceAll("[^ -~]|[\\\\`<>&]", "?");
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
