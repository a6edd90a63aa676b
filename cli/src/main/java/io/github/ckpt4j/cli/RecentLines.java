package io.github.ckpt4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that expire, in a file in the user's cache. Each line begins with its time of expiry, in
 * seconds since 1970. Only the user can read or change the directory and the file.
 *
 * @param text the form of a text; others are skipped
 * @param lifetime how long a text is kept after it was last added
 * @param most how many are kept at most
 */
record RecentLines(Pattern text, Duration lifetime, int most) {
  private static final Pattern LINE = Pattern.compile("(\\d{1,12}) (.*)");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** The file of this name, if the environment has a place for it. */
  static Optional<Path> file(Map<String, String> environment, String name) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (cache.isEmpty() && home.isEmpty()) {
      return Optional.empty();
    }
    Path base = cache.isEmpty() ? Path.of(home, ".cache") : Path.of(cache);
    return Optional.of(base.resolve("ckpt").resolve(name));
  }

  /** Adds texts, and drops expired ones. */
  void add(Path file, Collection<String> texts, Instant now) throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    Path directory = ownDirectory(Objects.requireNonNull(file.getParent(), "directory"));
    Map<String, Long> expiries = new LinkedHashMap<>();
    long end = now.plus(lifetime).getEpochSecond();
    texts.stream()
        .filter(each -> text.matcher(each).matches())
        .forEach(each -> expiries.put(each, end));
    read(file, now).forEach(expiries::putIfAbsent);
    List<String> lines = expiries.entrySet().stream()
        .limit(most)
        .map(each -> each.getValue() + " " + each.getKey())
        .toList();
    Path written = Files.createTempFile(directory, file.getFileName().toString(), ".new");
    try {
      Files.write(written, lines);
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** The texts that have not expired, and when they do. */
  Map<String, Long> read(Path file, Instant now) throws IOException {
    Map<String, Long> expiries = new LinkedHashMap<>();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return expiries;
    }
    long latest = now.plus(lifetime).getEpochSecond();
    for (String line :
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
      Matcher parts = LINE.matcher(line);
      if (parts.matches() && text.matcher(parts.group(2)).matches()) {
        long end = Long.parseLong(parts.group(1));
        if (end > now.getEpochSecond() && end <= latest) {
          expiries.put(parts.group(2), end);
        }
      }
    }
    return expiries;
  }

  /** Creates the directory if necessary; only its owner can read or change it. */
  private static Path ownDirectory(Path directory) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    Files.createDirectories(
        directory,
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0]);
    if (Files.isSymbolicLink(directory)) {
      throw new IOException(directory + " is a symbolic link");
    }
    if (posix) {
      Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }
    return directory;
  }
}
