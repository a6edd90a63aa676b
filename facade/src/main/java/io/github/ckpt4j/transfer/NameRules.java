package io.github.ckpt4j.transfer;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which paths may be on disk, whether a server, an archive or a manifest names them. The rules are the same on
 * every system, so that a download can be moved.
 */
final class NameRules {
  private static final int LONGEST_PATH = 1024;
  private static final int LONGEST_NAME = 255 - FileNames.PART.length();
  private static final int DEEPEST = 32;

  /** Among them the character that stands for bytes that are no text. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\\\:<>\"|?*\ufffd]");

  private static final Pattern RESERVED = Pattern.compile(
      "(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\\s*(\\..*)?");

  private NameRules() {}

  /**
   * The reason why a relative path with {@code /} between its names is refused, as the end of a sentence
   * that begins with the path; null if it may be on disk. Names that are empty or {@code .} are not
   * looked at.
   */
  static @Nullable String complaint(String path) {
    if (path.startsWith("/")) {
      return "is absolute";
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      return "is longer than " + LONGEST_PATH + " bytes";
    }
    String[] names = path.split("/", -1);
    if (names.length > DEEPEST) {
      return "has more than " + DEEPEST + " names";
    }
    for (String name : names) {
      String complaint = ofName(name);
      if (complaint != null && !name.isEmpty() && !name.equals(".")) {
        return complaint;
      }
    }
    return null;
  }

  private static @Nullable String ofName(String name) {
    if (name.equals("..")) {
      return "leaves the directory";
    }
    if (FORBIDDEN.matcher(name).find()) {
      return "has an invisible character or one of \\ : < > \" | ? *";
    }
    if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
      return "has a name that begins or ends with a space, or ends with a dot";
    }
    if (RESERVED.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      return "has the name '" + name + "', which Windows reserves";
    }
    return name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
        ? "has a name of more than " + LONGEST_NAME + " bytes"
        : null;
  }

  /** The same text for paths that some file system does not tell apart. */
  static String folded(String path) {
    String composed = Normalizer.normalize(path, Normalizer.Form.NFKC);
    return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
