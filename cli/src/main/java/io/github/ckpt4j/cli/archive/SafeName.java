package io.github.ckpt4j.cli.archive;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name of a file or directory for an id from a provider: safe on every system, the same in every
 * run, and different for each id.
 */
final class SafeName {
  private static final int LONGEST = 120;
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|sha256sums|catalog)(\\..*)?");

  private SafeName() {}

  /** The id, with {@code %XX} for each byte that is neither a letter, a digit, nor {@code ._-}. */
  static String of(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      boolean atEnd = i == 0 || i == bytes.length - 1;
      if (isPlain((char) (bytes[i] & 0xff)) && !(atEnd && bytes[i] == '.')) {
        name.append((char) bytes[i]);
      } else {
        name.append(escaped(bytes[i]));
      }
    }
    if (name.isEmpty()) {
      return "%";
    }
    if (RESERVED.matcher(name).matches()) {
      name.replace(0, 1, escaped((byte) name.charAt(0)));
    }
    return name.length() <= LONGEST
        ? name.toString()
        : name.substring(0, LONGEST) + "~" + HexFormat.of().formatHex(sha256(bytes), 0, 8);
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._-".indexOf(c) >= 0;
  }

  private static String escaped(byte b) {
    return String.format(Locale.ROOT, "%%%02X", b & 0xff);
  }

  private static byte[] sha256(byte[] bytes) {
    return Sha256.digest().digest(bytes);
  }
}
