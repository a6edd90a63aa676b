package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps every other download, of this process and others, out of a directory. */
final class DirectoryLock implements Closeable {
  private static final String FILE = "lock";
  private static final int MOST_ATTEMPTS = 100;

  /** Locked bytes cannot be read on Windows, so the lock is on one far behind the content. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  private final Path state;
  private final FileChannel channel;

  private DirectoryLock(Path state, FileChannel channel) {
    this.state = state;
    this.channel = channel;
  }

  /**
   * Locks a directory by a file in its directory for state.
   *
   * @throws CheckpointException of kind {@code CONFLICT} if another download has it
   */
  static DirectoryLock acquire(Path state) {
    try {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        DirectoryLock lock = attempt(state);
        if (lock != null) {
          return lock;
        }
      }
    } catch (IOException e) {
      throw StorageErrors.of("cannot lock " + state.getParent(), e);
    }
    throw inUse(state);
  }

  /** The lock; null if its file was removed before it was locked, at the end of another download. */
  private static @Nullable DirectoryLock attempt(Path state) throws IOException {
    Files.createDirectories(state);
    Path file = state.resolve(FILE);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null; // The directory was removed meanwhile.
    }
    boolean isKept = false;
    try {
      if (tryLock(channel) == null) {
        throw inUse(state);
      }
      String mark = UUID.randomUUID().toString();
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)), 0);
      isKept = mark.equals(content(file));
    } finally {
      if (!isKept) {
        channel.close();
      }
    }
    return isKept ? new DirectoryLock(state, channel) : null;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // Another download of this process.
    }
  }

  private static @Nullable String content(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return null; // Another download has ended, and removed it.
    }
  }

  private static CheckpointException inUse(Path state) {
    return CheckpointException.builder(
            Kind.CONFLICT, "another download uses the directory " + state.getParent())
        .hint("wait for it to end, or choose another directory")
        .build();
  }

  /** Removes the directory for state, at the end of a complete download. */
  void removeState() throws IOException {
    Unpacker.deleteTree(state.resolve(Unpacking.STAGING));
    Files.deleteIfExists(state.resolve(Journal.FILE));
    Files.deleteIfExists(state.resolve(Manifest.FILE));
    Files.deleteIfExists(state.resolve(FILE));
    Files.deleteIfExists(state);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
