package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list of SHA-256 checksums, {@code SHA256SUMS}, which {@code sha256sum -c} can read too. */
final class Checksums {
  /** Its name in the directory with the files. */
  static final String FILE = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");
  private static final long LONGEST = 64L * 1024 * 1024;

  private Checksums() {}

  /**
   * The SHA-256 of each file in a directory's list; empty without a list.
   *
   * @throws DamagedException if a line is not a checksum and a name of a file in the directory
   */
  static Map<String, String> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Map<String, String> sums = new TreeMap<>();
    if (!Files.isRegularFile(file)) {
      return sums;
    }
    if (Files.size(file) > LONGEST) {
      throw new DamagedException("is too large");
    }
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    PathRules rules = new PathRules();
    for (String line : lines) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new DamagedException("has a line that is not a checksum and a name");
      }
      sums.put(rules.file(parts.group(2)), parts.group(1));
    }
    return sums;
  }
}
