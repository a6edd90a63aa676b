package io.github.ckpt4j.providers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names in the open objects so far, to detect one that occurs twice. */
final class MemberNames {
  /** Up to this size, comparing every name is faster than hashing them. */
  private static final int FEW = 16;

  private final List<Level> levels = new ArrayList<>();

  private static final class Level {
    private final String[] few = new String[FEW];
    private int size;
    private @Nullable Set<String> many;
    private String last = "";
  }

  /** Starts an object at a depth, where another may have ended. */
  void begin(int depth) {
    while (levels.size() <= depth) {
      levels.add(new Level());
    }
    Level level = levels.get(depth);
    level.size = 0;
    level.many = null;
  }

  /** False if the object at the depth has had the name. */
  boolean add(int depth, String name) {
    Level level = levels.get(depth);
    level.last = name;
    if (level.many != null) {
      return level.many.add(name);
    }
    for (int i = 0; i < level.size; i++) {
      if (level.few[i].equals(name)) {
        return false;
      }
    }
    if (level.size < FEW) {
      level.few[level.size++] = name;
      return true;
    }
    level.many = new HashSet<>(List.of(level.few));
    return level.many.add(name);
  }

  /** The latest name at a depth. */
  String last(int depth) {
    return levels.get(depth).last;
  }
}
