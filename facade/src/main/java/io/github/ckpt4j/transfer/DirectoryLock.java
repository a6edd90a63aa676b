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
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every other download, of this process and others, out of a directory. On Unix, a process
 * that closes any channel of a file loses its locks on it, so no second channel may be open while a
 * lock is needed.
 */
final class DirectoryLock implements Closeable {
  private static final String FILE = "lock";
  private static final int MOST_ATTEMPTS = 100;

  /** Locked bytes cannot be read on Windows, so the lock is on a byte far beyond the content. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  /** The directories that downloads of this process have locked. */
  private static final Set<Object> OWN = ConcurrentHashMap.newKeySet();

  private final Path state;
  private final Object key;
  private final FileChannel channel;

  private DirectoryLock(Path state, Object key, FileChannel channel) {
    this.state = state;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Locks a directory by a file in its directory for state.
   *
   * @throws CheckpointException of kind {@code CONFLICT} if another download holds the lock
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

  /**
   * The lock; null if its directory or file was removed in the meantime, or another attempt was
   * faster.
   */
  private static @Nullable DirectoryLock attempt(Path state) throws IOException {
    Files.createDirectories(state);
    Object key;
    try {
      key = key(state);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!OWN.add(key)) {
      throw inUse(state);
    }
    FileChannel channel = null;
    try {
      channel = lock(state);
      return channel == null ? null : new DirectoryLock(state, key, channel);
    } finally {
      if (channel == null) {
        OWN.remove(key);
      }
    }
  }

  /** A key that is the same for every path to the directory, if the file system has one. */
  private static Object key(Path state) throws IOException {
    Object key = Files.readAttributes(state, BasicFileAttributes.class).fileKey();
    return key == null ? state.toAbsolutePath().normalize() : key;
  }

  private static @Nullable FileChannel lock(Path state) throws IOException {
    Path file = state.resolve(FILE);
    FileChannel channel;
    try {
      channel = FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null; // The directory was removed in the meantime.
    }
    boolean isKept = false;
    try {
      isKept = keep(channel, file, state);
    } finally {
      if (!isKept) {
        channel.close();
      }
    }
    return isKept ? channel : null;
  }

  /**
   * Locks the file, and makes sure that it still has its name. Opening it by name would lose the
   * lock on Unix; a download that held it in between has left its own mark.
   */
  private static boolean keep(FileChannel channel, Path file, Path state) throws IOException {
    FileLock first = tryLock(channel);
    if (first == null) {
      throw inUse(state);
    }
    ByteBuffer mark =
        ByteBuffer.wrap(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    channel.write(mark.duplicate(), 0);
    boolean isNamed = mark.equals(content(file));
    first.release();
    if (isNamed && tryLock(channel) == null) {
      throw inUse(state);
    }
    ByteBuffer content = ByteBuffer.allocate(mark.remaining());
    channel.read(content, 0);
    return isNamed && mark.equals(content.flip());
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // Another download of this process.
    }
  }

  private static @Nullable ByteBuffer content(Path file) throws IOException {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return null; // Another download has ended and removed it.
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
    try {
      Files.deleteIfExists(state);
    } catch (DirectoryNotEmptyException e) {
      return; // Another download has started.
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(key);
    }
  }
}
