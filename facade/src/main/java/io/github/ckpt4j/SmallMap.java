package io.github.ckpt4j;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A map with a few entries, in insertion order: a quarter the size of a LinkedHashMap, of which each
 * checkpoint would have one. It scans every key, so it is not for more.
 */
final class SmallMap<K, V> extends AbstractMap<K, V> {
  private Object[] keysAndValues = new Object[8];
  private int size;

  @Override
  public @Nullable V put(K key, V value) {
    int at = indexOf(key);
    V old = at < size ? value(at) : null;
    if (2 * at == keysAndValues.length) {
      keysAndValues = Arrays.copyOf(keysAndValues, 2 * keysAndValues.length);
    }
    size = Math.max(size, at + 1);
    keysAndValues[2 * at] = key;
    keysAndValues[2 * at + 1] = value;
    return old;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int at = indexOf(key);
    return at < size ? value(at) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) < size;
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<K, V>> iterator() {
        return IntStream.range(0, size)
            .mapToObj(at -> Map.entry(key(at), value(at)))
            .iterator();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** The key's place, or the first free one. */
  private int indexOf(@Nullable Object key) {
    int at = 0;
    while (at < size && !keysAndValues[2 * at].equals(key)) {
      at++;
    }
    return at;
  }

  @SuppressWarnings("unchecked") // Only put stores anything.
  private K key(int at) {
    return (K) keysAndValues[2 * at];
  }

  @SuppressWarnings("unchecked") // Only put stores anything.
  private V value(int at) {
    return (V) keysAndValues[2 * at + 1];
  }
}
