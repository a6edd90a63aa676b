package io.github.ckpt4j.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small helpers for the file system. */
final class Disk {
  private Disk() {}

  /** Whether it is a regular file, not a link. */
  static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether it is a regular file of this size, not a link. */
  static boolean hasFile(Path file, long size) {
    try {
      return isFile(file) && Files.size(file) == size;
    } catch (IOException e) {
      throw StorageErrors.of("cannot read " + file, e);
    }
  }

  /** Whether anything with this name exists. */
  static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** The SHA-256 of a file. */
  static String sha256(Path file, byte[] buffer) {
    Digests digests = Digests.of(null);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int count = 0; count >= 0; count = channel.read(ByteBuffer.wrap(buffer))) {
        digests.update(buffer, count);
      }
    } catch (IOException e) {
      throw StorageErrors.of("cannot read " + file, e);
    }
    return digests.sha256();
  }

  /** Writes a file atomically: it exists completely or not at all. */
  static void replace(Path temporary, Path target, String text) {
    try {
      try (FileChannel channel = FileChannel.open(
          temporary,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw StorageErrors.of("cannot write " + target, e);
    }
  }

  /**
   * Rejects a download for which the disk has no space.
   *
   * @param needed how many bytes will be written
   */
  static void requireSpace(Path directory, long needed) {
    long free;
    try {
      FileStore store = Files.getFileStore(directory);
      free = store.getTotalSpace() <= 0 ? Long.MAX_VALUE : store.getUsableSpace();
    } catch (IOException e) {
      throw StorageErrors.of("cannot determine the free space for " + directory, e);
    }
    // Some file systems report more than a long can hold.
    if (free >= 0 && free < needed) {
      throw StorageErrors.of(
          "the disk has " + megabytes(free) + " left, but the download needs " + megabytes(needed),
          "free some space, or choose a directory on another disk");
    }
  }

  private static String megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000 + " MB";
  }
}
