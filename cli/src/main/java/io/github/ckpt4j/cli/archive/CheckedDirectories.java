package io.github.ckpt4j.cli.archive;

import io.github.ckpt4j.Verification;
import io.github.ckpt4j.Verification.Check;
import io.github.ckpt4j.Verification.FileResult;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directories to verify below a directory.
 *
 * @param directories those with a manifest, a list of checksums or the record of a job; if none has
 *     one, the directory itself
 * @param catalog the result of checking the catalog, if the directory is an archive
 */
public record CheckedDirectories(List<Path> directories, Optional<Verification> catalog) {
  private static final Set<String> MARKS = Set.of(Layout.MANIFEST, JobFiles.SUMS, Layout.JOB);

  /** Finds the directories to verify. */
  public static CheckedDirectories below(Path directory) throws IOException {
    Set<Path> found = new TreeSet<>();
    Files.walkFileTree(directory.toRealPath(), new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        Path parent = file.getParent();
        if (parent != null && MARKS.contains(file.getFileName().toString())) {
          found.add(parent);
        }
        return FileVisitResult.CONTINUE;
      }

      /** An unreadable file is reported when its directory is verified. */
      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (file.getParent() != null) {
          found.add(file.getParent());
        }
        return FileVisitResult.CONTINUE;
      }
    });
    Path root = directory.toRealPath();
    List<Path> shown = new ArrayList<>();
    found.forEach(each -> shown.add(directory.resolve(root.relativize(each)).normalize()));
    boolean isArchive = Files.isRegularFile(directory.resolve(Catalog.FILE));
    if (shown.isEmpty() && !isArchive) {
      shown.add(directory);
    }
    return new CheckedDirectories(
        shown, isArchive ? Optional.of(checkCatalog(directory)) : Optional.empty());
  }

  private static Verification checkCatalog(Path directory) throws IOException {
    FileResult result = new FileResult(
        Catalog.FILE,
        Files.size(directory.resolve(Catalog.FILE)),
        null,
        Set.of(Check.STRUCTURE),
        Catalog.problems(directory),
        List.of());
    return new Verification(directory, null, null, List.of(result));
  }
}
