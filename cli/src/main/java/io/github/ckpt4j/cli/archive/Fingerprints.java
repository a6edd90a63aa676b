package io.github.ckpt4j.cli.archive;

/**
 * A small number for each of many texts, keeping only the first 64 bits of each text's SHA-256: at
 * most 27 bytes per text. Among ten million texts, the odds that two collide are 1 in 370,000.
 */
final class Fingerprints {
  private static final int SMALLEST = 1 << 8;

  private long[] keys = new long[SMALLEST];

  /** The numbers at the positions of their keys; 0 for no key. */
  private byte[] values = new byte[SMALLEST];

  private int size;

  /** The number of a text; 0 if it has none. */
  int get(String text) {
    return values[place(Sha256.start(text))];
  }

  /** Sets the number of a text, from 1 to 127. */
  void put(String text, int value) {
    put(Sha256.start(text), (byte) value);
    if (size > keys.length / 3 * 2) {
      grow();
    }
  }

  /** The count of texts with a number. */
  int size() {
    return size;
  }

  private void put(long key, byte value) {
    int place = place(key);
    size += values[place] == 0 ? 1 : 0;
    keys[place] = key;
    values[place] = value;
  }

  /** The position where the key is, or belongs. */
  private int place(long key) {
    int place = (int) key & (keys.length - 1);
    while (values[place] != 0 && keys[place] != key) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    byte[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new byte[oldKeys.length * 2];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }
}
