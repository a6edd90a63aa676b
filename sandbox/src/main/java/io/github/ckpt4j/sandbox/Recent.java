package io.github.ckpt4j.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keeps the most recently used values, which are expensive to compute. */
final class Recent<K, V> {
  private final Map<K, V> values;

  /** @param count how many to keep */
  Recent(int count) {
    values = new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > count;
      }
    };
  }

  /** Two threads that need the same value compute it once. */
  synchronized V get(K key, Function<K, V> compute) {
    return values.computeIfAbsent(key, compute);
  }
}
