package io.github.ckpt4j.transfer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which entries of an archive may become files below a directory, by {@link NameRules}. One
 * instance sees all of them, as two may be one file where case or the form of a letter does not count.
 */
final class PathRules {
  private final Map<String, String> folders = new HashMap<>();
  private final Set<String> files = new HashSet<>();

  /**
   * Accepts a path.
   *
   * @return the path without {@code .} and empty names in it
   * @throws DamagedException if it may not become a file, or is one already
   */
  String file(String path) throws DamagedException {
    List<String> names = names(path);
    if (path.endsWith("/") || names.isEmpty()) {
      throw new DamagedException("names no file");
    }
    folder(names.subList(0, names.size() - 1));
    String key = NameRules.folded(String.join("/", names));
    if (folders.containsKey(key)) {
      throw new DamagedException("is the name of a folder too");
    }
    if (!files.add(key)) {
      throw new DamagedException("comes twice, perhaps in another case");
    }
    return String.join("/", names);
  }

  /** Accepts the path of a folder. */
  void folder(String path) throws DamagedException {
    folder(names(path));
  }

  private void folder(List<String> names) throws DamagedException {
    StringBuilder path = new StringBuilder();
    for (String name : names) {
      path.append(path.isEmpty() ? "" : "/").append(name);
      String key = NameRules.folded(path.toString());
      if (files.contains(key)) {
        throw new DamagedException("has a file among its folders");
      }
      String before = folders.putIfAbsent(key, path.toString());
      if (before != null && !before.contentEquals(path)) {
        throw new DamagedException("has a folder that comes in another case too");
      }
    }
  }

  private static List<String> names(String path) throws DamagedException {
    String complaint = NameRules.complaint(path);
    if (complaint != null) {
      throw new DamagedException(complaint);
    }
    return Stream.of(path.split("/", -1))
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
  }
}
