package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses names from a server that could leave the directory, or that some file system takes for
 * something else. The rules are the same on every system, so that a download can be moved.
 */
public final class FileNames {
  /** What a partial file is called, behind the name of its file. */
  static final String PART = ".part";

  /** The directory of a download's own state. */
  static final String STATE = ".ckpt4j";

  private static final int LONGEST_PATH = 1024;
  private static final int LONGEST_NAME = 255 - PART.length();

  private static final Pattern FORBIDDEN =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\\\:<>\"|?*]");

  private static final Pattern RESERVED = Pattern.compile(
      "(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\\s*(\\..*)?");

  private FileNames() {}

  /**
   * Checks relative paths with {@code /} between their parts, each alone and all together.
   *
   * @throws CheckpointException of kind {@code BAD_RESPONSE}, naming the first that is refused
   */
  public static void check(List<String> paths) {
    Map<String, String> taken = new HashMap<>();
    taken.put(folded(Manifest.FILE), Manifest.FILE);
    for (String path : paths) {
      String complaint = complaint(path);
      if (complaint != null) {
        throw refused(path, complaint);
      }
    }
    for (String path : paths) {
      claim(path, taken);
      claim(path + PART, taken);
    }
    for (String path : paths) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        String directory = path.substring(0, slash);
        String other = taken.get(folded(directory));
        if (other != null) {
          throw refused(path, "'" + shown(other) + "' is a file");
        }
        claimDirectory(directory, path, taken);
      }
    }
  }

  private static void claim(String path, Map<String, String> taken) {
    String other = taken.putIfAbsent(folded(path), path);
    if (other != null) {
      throw refused(
          path,
          other.equals(path)
              ? "it is there twice, or the download needs the name itself"
              : "'" + shown(other) + "' is the same name on some file systems");
    }
  }

  /** Directories that differ in case only are one directory on some systems, and two on others. */
  private static void claimDirectory(String directory, String path, Map<String, String> taken) {
    String key = folded(directory) + "/";
    String other = taken.putIfAbsent(key, directory);
    if (other != null && !other.equals(directory)) {
      throw refused(path, "'" + shown(other) + "' is the same directory on some file systems");
    }
  }

  private static @Nullable String complaint(String path) {
    if (path.isEmpty() || path.startsWith("/")) {
      return path.isEmpty() ? "it is empty" : "it is absolute";
    }
    if (path.length() > LONGEST_PATH) {
      return "it is longer than " + LONGEST_PATH + " characters";
    }
    if (FORBIDDEN.matcher(path).find()) {
      return "it has an invisible character or one of \\ : < > \" | ? *";
    }
    for (String name : path.split("/", -1)) {
      String complaint = complaintAbout(name);
      if (complaint != null) {
        return complaint;
      }
    }
    return folded(path).startsWith(STATE + "/") || folded(path).equals(STATE)
        ? "the download needs the name itself"
        : null;
  }

  private static @Nullable String complaintAbout(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return "a part of it is empty, '.' or '..'";
    }
    if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
      return "a part of it starts with a space, or ends with a space or dot";
    }
    if (RESERVED.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      return "Windows reserves '" + name + "'";
    }
    return name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
        ? "a part of it is longer than " + LONGEST_NAME + " bytes"
        : null;
  }

  /** The same text for names that some file system does not tell apart. */
  private static String folded(String path) {
    String composed = Normalizer.normalize(path, Normalizer.Form.NFKC);
    return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static CheckpointException refused(String path, String complaint) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE,
            "refused the file name '" + shown(path) + "' from the provider: " + complaint)
        .hint("select other files to leave it out")
        .build();
  }

  private static String shown(String path) {
    String safe = path.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    return safe.length() <= 100 ? safe : safe.substring(0, 100) + "…";
  }
}
