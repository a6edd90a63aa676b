package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Verification;
import io.github.ckpt4j.Verification.Check;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks the files of one directory, reading each once. */
public final class Verifier {
  private static final String WHOLE = ".";

  private final Path directory;
  private final Path root;
  private final @Nullable Manifest manifest;
  private final Map<String, Expected> expected = new TreeMap<>();
  private final Map<String, BasicFileAttributes> files = new TreeMap<>();
  private final Map<String, Findings> findings = new TreeMap<>();
  private final Contents contents = new Contents();

  /** The size and hash that a list states for a file; null if it does not. */
  private record Expected(@Nullable Long size, @Nullable String sha256) {}

  private Verifier(Path directory) throws IOException {
    this.directory = directory;
    root = directory.toRealPath();
    manifest = readManifest();
    readChecksums();
    listFiles();
  }

  /**
   * Checks the files of a directory. A subdirectory with its own manifest is another checkpoint,
   * which is skipped.
   *
   * @throws CheckpointException of kind {@code NOT_FOUND} if the directory does not exist, {@code
   *     STORAGE} if it cannot be listed, {@code CANCELLED} if the thread is interrupted
   */
  public static Verification verify(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw CheckpointException.builder(Kind.NOT_FOUND, directory + " is not a directory")
          .build();
    }
    try {
      return new Verifier(directory).verify();
    } catch (IOException e) {
      throw StorageErrors.of("cannot read " + directory, e);
    }
  }

  private Verification verify() throws IOException {
    Set<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(files.keySet());
    for (String path : paths) {
      check(path);
    }
    if (manifest != null && manifest.partial()) {
      findings(WHOLE)
          .note("only some of the files were downloaded; they were not checked against each other");
    } else {
      contents.check(this::findings);
    }
    if (findings.values().stream().noneMatch(Findings::isProven)) {
      findings(WHOLE).problem("has neither a manifest nor weights in a format that can be checked");
    }
    return new Verification(
        directory,
        manifest == null ? null : manifest.job(),
        manifest == null ? null : manifest.checkpointId(),
        findings.values().stream().map(Findings::result).toList());
  }

  private void check(String path) throws IOException {
    Findings found = findings(path);
    Expected stated = expected.get(path);
    BasicFileAttributes file = files.containsKey(path) ? files.get(path) : below(path);
    if (file == null) {
      found.problem(
          files.containsKey(path + FileNames.PART) ? "its download is unfinished" : "is missing");
    } else if (!file.isRegularFile()) {
      found.problem("is not a regular file but a link or a device");
    } else if (path.endsWith(FileNames.PART)) {
      found.problem("is part of an unfinished download");
    } else {
      FileReading.read(root.resolve(path), path, contents, found);
      compare(stated, found);
    }
  }

  /** A listed file in a directory that is another checkpoint, such as its manifest. */
  private @Nullable BasicFileAttributes below(String path) throws IOException {
    Path file = root.resolve(path);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        : null;
  }

  private void compare(@Nullable Expected stated, Findings found) {
    if (stated == null) {
      if (!expected.isEmpty()) {
        found.note("is not in any list of files");
      } else if (!found.isProven()) {
        found.note(
            "was not checked: no list has its hash, and its format has no structure to check");
      }
      return;
    }
    if (stated.size() != null) {
      found.checked(Check.SIZE);
      if (!stated.size().equals(found.size())) {
        found.problem("has " + found.size() + " bytes instead of " + stated.size());
      }
    }
    if (stated.sha256() != null) {
      found.checked(Check.SHA256);
      if (found.sha256() != null && !stated.sha256().equals(found.sha256())) {
        found.problem("its SHA-256 differs from that of the download: its bytes have changed");
      }
    }
  }

  private @Nullable Manifest readManifest() {
    try {
      Manifest read = Manifest.read(directory).orElse(null);
      if (read != null) {
        read.files()
            .forEach(file -> expected.put(file.path(), new Expected(file.size(), file.sha256())));
      }
      return read;
    } catch (CheckpointException e) {
      findings(Manifest.FILE).problem(e.detail());
      return null;
    }
  }

  private void readChecksums() throws IOException {
    try {
      Checksums.read(directory)
          .forEach((path, sha256) -> expected.putIfAbsent(path, new Expected(null, sha256)));
    } catch (DamagedException e) {
      findings(Checksums.FILE).problem(String.valueOf(e.getMessage()));
    }
  }

  private void listFiles() throws IOException {
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean isOther = !folder.equals(root)
            && (folder.endsWith(FileNames.STATE) || Files.exists(folder.resolve(Manifest.FILE)));
        return isOther ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String path = root.relativize(file).toString().replace(File.separatorChar, '/');
        if (!path.equals(Manifest.FILE) && !path.equals(Checksums.FILE)) {
          files.put(path, attributes);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        findings(root.relativize(file).toString()).problem("cannot be read: " + e.getMessage());
        return FileVisitResult.CONTINUE;
      }
    });
  }

  private Findings findings(String path) {
    return findings.computeIfAbsent(path, Findings::new);
  }
}
