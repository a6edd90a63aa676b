package io.github.ckpt4j.download;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file system over the default one whose operations can be made to fail, so that a download meets
 * every fault of a disk in a real, unchanged directory.
 */
final class FaultDisk extends FileSystemProvider {
  private final Hook hook;
  private final FileSystem fileSystem = new OneFileSystem();

  /** An operation of the disk. */
  enum Operation {
    CREATE_DIRECTORY,
    CREATE,
    WRITE,
    FORCE,
    TRUNCATE,
    MOVE,
    DELETE
  }

  /** Called before each operation that changes the disk. */
  interface Hook {
    /** Throws instead of the operation. */
    void before(Operation operation, Path path) throws IOException;

    /** The number of these bytes that the next write accepts before it fails; all by default. */
    default int writes(Path path, int bytes) {
      return bytes;
    }

    /** Called with each array of bytes that was read. */
    default void read(Path path, byte[] bytes) {}

    /** The number of free bytes. */
    default long free(long real) {
      return real;
    }
  }

  FaultDisk(Hook hook) {
    this.hook = hook;
  }

  /** The path on this disk. */
  Path at(Path real) {
    return new FaultPath(fileSystem, real.toAbsolutePath());
  }

  Hook hook() {
    return hook;
  }

  private static Path real(Path path) {
    return ((FaultPath) path).real();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean creates = options.contains(StandardOpenOption.CREATE_NEW)
        || (options.contains(StandardOpenOption.CREATE) && !Files.exists(real(path)));
    if (creates) {
      hook.before(Operation.CREATE, real(path));
    }
    return new FaultChannel(
        FileChannel.open(real(path), options, attributes), real(path), hook, options);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    if (!Files.exists(real(path))) {
      hook.before(Operation.CREATE_DIRECTORY, real(path));
    }
    Files.createDirectory(real(path), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
      hook.before(Operation.DELETE, real(path));
    }
    Files.delete(real(path));
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    hook.before(Operation.MOVE, real(to));
    Files.move(real(from), real(to), options);
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSameFile(Path a, Path b) throws IOException {
    return Files.isSameFile(real(a), real(b));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return new FaultStore(Files.getFileStore(real(path)), hook);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real(path).getFileSystem().provider().checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return Files.readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getScheme() {
    return "fault";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) {
    throw new UnsupportedOperationException();
  }

  /** The only file system. */
  private final class OneFileSystem extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return FaultDisk.this;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return List.of();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
      return new FaultPath(this, Path.of(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }
}
