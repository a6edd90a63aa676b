package io.github.ckpt4j.transfer;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which of the paths that a server, archive or manifest names may become files below a
 * directory, on every operating system. One instance sees all paths of one directory, as two of them
 * may be one file where case or the form of a letter does not count.
 */
final class PathRules {
  private static final int LONGEST_PATH = 1024;
  private static final int LONGEST_NAME = 240; // Leaves room for a suffix within 255 bytes.
  private static final int DEEPEST = 32;
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?");

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
    String key = key(String.join("/", names));
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
      String key = key(path.toString());
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
    if (path.startsWith("/")) {
      throw new DamagedException("is absolute");
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw new DamagedException("is too long");
    }
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        check(name);
        names.add(name);
      }
    }
    if (names.size() > DEEPEST) {
      throw new DamagedException("has too many folders");
    }
    return names;
  }

  private static void check(String name) throws DamagedException {
    if (name.equals("..")) {
      throw new DamagedException("leaves the directory");
    }
    if (name.codePoints().anyMatch(PathRules::isForbidden)) {
      throw new DamagedException("has a character that not every system allows");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new DamagedException("has a name that is too long");
    }
    if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
      throw new DamagedException("has a name that begins or ends with a space, or ends with a dot");
    }
    if (RESERVED.matcher(name).matches()) {
      throw new DamagedException("has a name that Windows reserves");
    }
  }

  private static boolean isForbidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED -> true;
      default -> "\\:*?\"<>|\ufffd".indexOf(point) >= 0;
    };
  }

  private static String key(String path) {
    String folded = path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }
}
