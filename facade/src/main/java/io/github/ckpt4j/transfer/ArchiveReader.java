package io.github.ckpt4j.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from its first byte to its last, one file at a time, and rejects every entry
 * that could do harm: links, devices, names outside the directory, the same name twice. Reading
 * stops at the limits.
 */
final class ArchiveReader {
  /** A header with a long name and extended attributes stays far below this. */
  private static final int LONGEST_HEADER = 1024 * 1024;

  private static final int BLOCK = 512;
  private static final int END = 2 * BLOCK;

  private final Limits limits;
  private final Visitor visitor;
  private final UnpackedBytes bytes;
  private final TarArchiveInputStream tar;
  private final PathRules rules = new PathRules();
  private int entries;
  private long total;

  private ArchiveReader(UnpackedBytes bytes, Limits limits, Visitor visitor) {
    this.bytes = bytes;
    this.limits = limits;
    this.visitor = visitor;
    this.tar = new TarArchiveInputStream(bytes, "UTF-8");
  }

  /** Receives the contents of an archive. */
  interface Visitor {
    /** A file. Any content left unread is skipped. */
    void file(String path, long size, InputStream content) throws IOException;

    /** An entry that must not be unpacked, and why. May throw, which ends reading. */
    void refused(String reason) throws IOException;
  }

  /**
   * Reads the whole archive.
   *
   * @throws DamagedException if it is truncated or damaged, or exceeds the limits
   */
  static void read(ArchiveKind kind, InputStream in, Limits limits, Visitor visitor)
      throws IOException {
    Counting compressed = new Counting(in);
    try {
      InputStream plain = kind.decompressed(compressed);
      new ArchiveReader(new UnpackedBytes(plain, limits, compressed::count), limits, visitor)
          .read();
    } catch (EOFException e) {
      throw new DamagedException("the archive is truncated");
    } catch (ZipException e) {
      throw new DamagedException("the archive is not readable as gzip: " + e.getMessage());
    }
  }

  private void read() throws IOException {
    for (TarArchiveEntry entry = next(); entry != null; entry = next()) {
      if (++entries > limits.entries()) {
        throw new DamagedException("the archive has more than " + limits.entries() + " entries");
      }
      read(entry);
    }
    bytes.allow(LONGEST_HEADER);
    long rest = drain(bytes);
    if (bytes.zeros() < Math.max(END, rest)) {
      throw new DamagedException("the archive is truncated, or data follows its end");
    }
  }

  private @Nullable TarArchiveEntry next() throws IOException {
    bytes.allow(LONGEST_HEADER);
    try {
      return tar.getNextEntry();
    } catch (DamagedException | EOFException | ZipException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new DamagedException("the archive is damaged: " + e.getMessage());
    }
  }

  private void read(TarArchiveEntry entry) throws IOException {
    long size = entry.getSize();
    if (size < 0 || size > limits.bytes() - total) {
      throw new DamagedException(
          "the archive unpacks to more than the " + limits.bytes() + " bytes of free space");
    }
    total += size;
    Optional<String> path = checked(entry);
    bytes.allow(size + 2L * BLOCK);
    Limited content = new Limited(new Content(tar), size);
    if (path.isPresent()) {
      visitor.file(path.get(), size, content);
    }
    drain(content);
    if (content.left() > 0) {
      throw new EOFException();
    }
  }

  /** The path of a file to unpack; empty for a folder and for a rejected entry. */
  private Optional<String> checked(TarArchiveEntry entry) throws IOException {
    try {
      if (entry.isDirectory()) {
        rules.folder(entry.getName());
        return Optional.empty();
      }
      byte type = entry.getLinkFlag();
      boolean isFile = type == TarConstants.LF_NORMAL
          || type == TarConstants.LF_OLDNORM
          || type == TarConstants.LF_CONTIG;
      if (!isFile || entry.isSparse()) {
        throw new DamagedException("is not a regular file");
      }
      return Optional.of(rules.file(entry.getName()));
    } catch (DamagedException e) {
      visitor.refused("entry " + Names.quoted(entry.getName()) + " " + e.getMessage());
      return Optional.empty();
    }
  }

  private static long drain(InputStream in) throws IOException {
    byte[] buffer = new byte[BLOCK * 128];
    long count = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      count += read;
    }
    return count;
  }

  /** The bytes of a file; if they end before its size, the archive has ended. */
  private static final class Content extends SequentialStream {
    Content(TarArchiveInputStream tar) {
      super(tar);
    }

    @Override
    public int read(byte[] buffer, int start, int count) throws IOException {
      try {
        return in.read(buffer, start, count);
      } catch (IOException e) {
        throw "Truncated TAR archive".equals(e.getMessage()) ? new EOFException() : e;
      }
    }
  }
}
