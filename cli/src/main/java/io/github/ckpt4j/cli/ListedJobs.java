package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
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
import java.util.regex.Pattern;

/**
 * The references of jobs that were listed during the last day. Shell completion reads them from a file
 * instead of sending requests.
 *
 * <p>Each line has the time at which it expires, in seconds since 1970, and a reference. The directory
 * and the file are the user's own. There is nothing else in the file, and no reference that could mean
 * something to a shell.
 */
final class ListedJobs {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final int MOST = 5_000;
  private static final Pattern LINE =
      Pattern.compile("(\\d{1,12}) ([a-z][A-Za-z0-9._:/@+-]{0,255})");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private ListedJobs() {}

  /** The file, if the environment has a place for it. */
  static Optional<Path> file(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (cache.isEmpty() && home.isEmpty()) {
      return Optional.empty();
    }
    Path base = cache.isEmpty() ? Path.of(home, ".cache") : Path.of(cache);
    return Optional.of(base.resolve("ckpt").resolve("jobs"));
  }

  /** Adds jobs that were just listed, and drops what has expired. */
  static void add(Path file, Collection<JobRef> jobs, Instant now) throws IOException {
    if (jobs.isEmpty()) {
      return;
    }
    Path directory = ownDirectory(Objects.requireNonNull(file.getParent(), "directory"));
    Map<String, Long> expiries = new LinkedHashMap<>();
    long end = now.plus(LIFETIME).getEpochSecond();
    jobs.forEach(job -> expiries.put(job.toString(), end));
    read(file, now).forEach(expiries::putIfAbsent);
    List<String> lines = expiries.entrySet().stream()
        .map(each -> each.getValue() + " " + each.getKey())
        .filter(line -> LINE.matcher(line).matches())
        .limit(MOST)
        .toList();
    Path written = Files.createTempFile(directory, "jobs", ".new");
    try {
      Files.write(written, lines);
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static Map<String, Long> read(Path file, Instant now) throws IOException {
    Map<String, Long> expiries = new LinkedHashMap<>();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return expiries;
    }
    long latest = now.plus(LIFETIME).getEpochSecond();
    for (String line :
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
      var parts = LINE.matcher(line);
      if (parts.matches()) {
        long end = Long.parseLong(parts.group(1));
        if (end > now.getEpochSecond() && end <= latest) {
          expiries.put(parts.group(2), end);
        }
      }
    }
    return expiries;
  }

  /** Creates the directory if need be; only its owner can read or change it. */
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
