package io.github.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The file that a user named for a result. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Refuses a file that cannot be written, before anything is requested.
   *
   * @throws IllegalArgumentException if its directory is missing, or either is not writable
   */
  static void check(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IllegalArgumentException("cannot write '" + file + "': no such directory");
    }
    if (Files.isDirectory(file) || !Files.isWritable(directory)) {
      throw new IllegalArgumentException("cannot write '" + file + "'");
    }
  }

  /** Replaces the file in one step: a reader sees the old content or the new, never a part. */
  static void write(Path file, byte[] content) throws IOException {
    boolean exists = Files.exists(file);
    if (exists && !Files.isRegularFile(file)) { // A pipe or device, which must not be replaced.
      Files.write(file, content);
      return;
    }
    Path target = exists ? file.toRealPath() : file.toAbsolutePath();
    Path written = target.resolveSibling("." + UUID.randomUUID() + ".new");
    try {
      // Unlike a temporary file, it has the usual permissions: a web server may have to read it.
      Files.write(written, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
