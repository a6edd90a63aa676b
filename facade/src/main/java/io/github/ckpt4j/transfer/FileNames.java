package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the names of a download that break {@link NameRules}, that are the same on some file system,
 * or that the download needs itself.
 */
public final class FileNames {
  /** What a partial file is called, behind the name of its file. */
  static final String PART = ".part";

  /** The directory of a download's own state. */
  static final String STATE = ".ckpt4j";

  private FileNames() {}

  /**
   * Checks relative paths with {@code /} between their parts, each alone and all together.
   *
   * @throws CheckpointException of kind {@code BAD_RESPONSE}, naming the first that is refused
   */
  public static void check(List<String> paths) {
    Map<String, String> taken = new HashMap<>();
    taken.put(NameRules.folded(Manifest.FILE), Manifest.FILE);
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
        String other = taken.get(NameRules.folded(directory));
        if (other != null) {
          throw refused(path, "is below " + Names.quoted(other) + ", which is a file");
        }
        claimDirectory(directory, path, taken);
      }
    }
  }

  private static void claim(String path, Map<String, String> taken) {
    String other = taken.putIfAbsent(NameRules.folded(path), path);
    if (other != null) {
      throw refused(
          path,
          other.equals(path)
              ? "comes twice, or is a name that the download needs itself"
              : "is the same name as " + Names.quoted(other) + " on some file systems");
    }
  }

  /** Directories that differ in case only are one directory on some systems, and two on others. */
  private static void claimDirectory(String directory, String path, Map<String, String> taken) {
    String key = NameRules.folded(directory) + "/";
    String other = taken.putIfAbsent(key, directory);
    if (other != null && !other.equals(directory)) {
      throw refused(
          path, "is in the same directory as " + Names.quoted(other) + " on some file systems");
    }
  }

  private static @Nullable String complaint(String path) {
    String complaint = NameRules.complaint(path);
    if (complaint != null) {
      return complaint;
    }
    if (Stream.of(path.split("/", -1)).anyMatch(name -> name.isEmpty() || name.equals("."))) {
      return "has a part that is empty or '.'";
    }
    String folded = NameRules.folded(path);
    return folded.startsWith(STATE + "/") || folded.equals(STATE)
        ? "is a name that the download needs itself"
        : null;
  }

  private static CheckpointException refused(String path, String complaint) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE,
            "refused the file name " + Names.quoted(path) + " from the provider, which "
                + complaint)
        .hint("select other files to leave it out")
        .build();
  }
}
