package io.github.ckpt4j.download;

import io.github.ckpt4j.download.FaultDisk.Hook;
import io.github.ckpt4j.download.FaultDisk.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file on a {@link FaultDisk}. */
final class FaultChannel extends FileChannel {
  private final FileChannel real;
  private final Path path;
  private final Hook hook;
  private final boolean appends;

  FaultChannel(FileChannel real, Path path, Hook hook, Set<? extends OpenOption> options) {
    this.real = real;
    this.path = path;
    this.hook = hook;
    this.appends = options.contains(StandardOpenOption.APPEND);
  }

  /** A failing write first accepts some bytes, as in a power failure. */
  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    int most = hook.writes(path, from.remaining());
    if (most < from.remaining()) {
      ByteBuffer first = from.duplicate();
      first.limit(first.position() + most);
      writeReal(first, position);
    }
    hook.before(Operation.WRITE, path);
    return writeReal(from, position);
  }

  private int writeReal(ByteBuffer from, long position) throws IOException {
    return appends || position < 0 ? real.write(from) : real.write(from, position);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return write(from, -1);
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    int start = into.position();
    int count = real.read(into, position);
    if (count > 0 && into.hasArray()) {
      byte[] bytes = new byte[count];
      into.duplicate().position(start).get(bytes);
      hook.read(path, bytes);
      into.duplicate().position(start).put(bytes);
    }
    return count;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return real.read(into);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return real.read(into, offset, length);
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < real.size()) {
      hook.before(Operation.TRUNCATE, path);
    }
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    hook.before(Operation.FORCE, path);
    real.force(metadata);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
