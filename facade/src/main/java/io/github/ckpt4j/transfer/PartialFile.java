package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.transfer.Gaps.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One version of a file while it arrives, in {@code NAME.part}: which bytes are there, and the
 * digests of those at its beginning. A version that turns out to be outdated is closed, so that no
 * thread can mix its bytes with those of the next. Safe for use by several threads.
 */
final class PartialFile {
  private static final int MOST_DAMAGED = 3;

  private final Path path;
  private final CheckpointFile file;
  private final long size;
  private final boolean isWhole;
  private final boolean isResumed;
  private final Journal journal;
  private final Gaps gaps;
  private final TreeMap<Long, Extent> ahead = new TreeMap<>();
  private @Nullable Digests digests;
  private @Nullable FileChannel channel;
  private @Nullable String validator;
  private int number;
  private long frontier;
  private int damaged;
  private boolean isClosed;

  private PartialFile(
      Path path,
      CheckpointFile file,
      long size,
      boolean isWhole,
      Recorded.@Nullable Begun begun,
      boolean verify,
      Journal journal) {
    this.path = path;
    this.file = file;
    this.size = size;
    this.isWhole = isWhole;
    this.journal = journal;
    this.digests = verify ? Digests.of(file.digest()) : null;
    this.isResumed = begun != null;
    if (begun != null) {
      number = begun.number();
      validator = begun.validator();
      begun.extents().forEach(this::put);
    }
    gaps = new Gaps(missing());
  }

  /** A file of which nothing is there; whether it can only be read as a whole, from its first byte. */
  static PartialFile fresh(
      Path path, CheckpointFile file, long size, boolean isWhole, boolean verify, Journal journal) {
    return new PartialFile(path, file, size, isWhole, null, verify, journal);
  }

  /** A file that an earlier download began. */
  static PartialFile resumed(
      Path path, CheckpointFile file, Recorded.Begun begun, boolean verify, Journal journal) {
    return new PartialFile(path, file, begun.size(), false, begun, verify, journal);
  }

  CheckpointFile file() {
    return file;
  }

  long size() {
    return size;
  }

  /** How many bytes are on disk. */
  synchronized long saved() {
    return frontier + ahead.values().stream().mapToLong(Extent::length).sum();
  }

  /** Whether nothing is lost when it is begun again. */
  synchronized boolean isEmpty() {
    return frontier == 0 && ahead.isEmpty();
  }

  synchronized @Nullable String validator() {
    return validator;
  }

  /** Whether it can only be read as a whole, because the server ignores ranges. */
  boolean isWhole() {
    return isWhole;
  }

  /** Takes at most so many bytes to be fetched; null if none are left. */
  synchronized @Nullable Span take(long most) {
    return isClosed ? null : gaps.take(isWhole ? size : most);
  }

  /** How many bytes nobody has taken. */
  synchronized long unassigned() {
    return gaps.length();
  }

  /** Notes the validator of a response; false if one of another version was noted before. */
  synchronized boolean accept(@Nullable String ofResponse) {
    if (validator == null && ofResponse != null) {
      channel();
      journal.validator(number, ofResponse);
      validator = ofResponse;
    }
    return validator == null || validator.equals(ofResponse);
  }

  void write(ByteBuffer bytes, long position) {
    FileChannel open = channel();
    try {
      for (long at = position; bytes.hasRemaining(); ) {
        at += open.write(bytes, at);
      }
    } catch (IOException e) {
      throw StorageErrors.of("cannot write " + path, e);
    }
  }

  /** Notes that these bytes have been written. */
  synchronized void saved(long from, long until, int crc) {
    if (!isClosed && from < until) {
      Extent extent = new Extent(from, until, crc, true);
      journal.saved(number, extent);
      put(extent);
    }
  }

  private void put(Extent extent) {
    Map.Entry<Long, Extent> before = ahead.lowerEntry(extent.until());
    while (before != null && before.getValue().until() > extent.from()) {
      ahead.remove(before.getKey());
      before = ahead.lowerEntry(extent.until());
    }
    ahead.put(extent.from(), extent);
  }

  private List<Span> missing() {
    List<Span> missing = new ArrayList<>();
    long at = 0;
    for (Extent each : ahead.values()) {
      if (at < each.from()) {
        missing.add(new Span(at, each.from()));
      }
      at = each.until();
    }
    if (at < size) {
      missing.add(new Span(at, size));
    }
    return missing;
  }

  /** Whether {@link #digest} has something to do, or everything is done. */
  synchronized boolean isDue() {
    return !isClosed && (frontier == size || ahead.containsKey(frontier));
  }

  /** Whether every byte is there, and digested. */
  synchronized boolean isDone() {
    return frontier == size;
  }

  /**
   * Reads what has been saved without a gap behind what was read before, and digests it. Bytes that
   * are not those that were written are to be fetched again. For one thread at a time.
   */
  void digest(byte[] buffer) {
    for (Extent next = next(); next != null; next = next()) {
      Digests before = digests;
      boolean needless = next.isRecent() && before == null;
      Digests after = before == null ? null : before.copy();
      if (needless || read(next, buffer, after) == next.crc()) {
        advance(next, after);
      } else {
        refetch(next);
      }
    }
  }

  private synchronized @Nullable Extent next() {
    return isClosed ? null : ahead.get(frontier);
  }

  private synchronized void advance(Extent extent, @Nullable Digests after) {
    ahead.remove(extent.from());
    frontier = extent.until();
    digests = after;
  }

  private synchronized void refetch(Extent extent) {
    if (extent.isRecent() && ++damaged > MOST_DAMAGED) {
      throw StorageErrors.of(
          "the disk returns other bytes of " + path + " than were written to it",
          "check the disk, or choose a directory on another one");
    }
    ahead.remove(extent.from());
    gaps.giveBack(new Span(extent.from(), extent.until()));
  }

  private int read(Extent extent, byte[] buffer, @Nullable Digests into) {
    FileChannel open = channel();
    CRC32C crc = new CRC32C();
    try {
      for (long at = extent.from(); at < extent.until(); ) {
        int most = (int) Math.min(buffer.length, extent.until() - at);
        int count = open.read(ByteBuffer.wrap(buffer, 0, most), at);
        if (count <= 0) {
          return ~extent.crc(); // The file is shorter than its journal says.
        }
        crc.update(buffer, 0, count);
        if (into != null) {
          into.update(buffer, count);
        }
        at += count;
      }
    } catch (IOException e) {
      throw StorageErrors.of("cannot read " + path, e);
    }
    return (int) crc.getValue();
  }

  /**
   * The digest by the provider's algorithm, of a file that is done; null if none can be computed.
   */
  synchronized @Nullable Digest reported() {
    Digest expected = file.digest();
    return expected == null || digests == null ? null : digests.copy().reported(expected);
  }

  /** Forces a file that is done to disk and closes it; what the manifest says of it. */
  Manifest.Entry complete() {
    FileChannel open = channel();
    try {
      if (open.size() != size) {
        open.truncate(size);
      }
      open.force(false);
    } catch (IOException e) {
      throw StorageErrors.of("cannot write " + path, e);
    }
    close();
    return new Manifest.Entry(file.path(), size, sha256(), file.digest());
  }

  private synchronized @Nullable String sha256() {
    return digests == null ? null : digests.copy().sha256();
  }

  /** Closes it for good; what a thread still writes to it fails. */
  synchronized void close() {
    isClosed = true;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw StorageErrors.of("cannot write " + path, e);
      }
    }
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  private synchronized FileChannel channel() {
    if (isClosed) {
      throw CheckpointException.builder(Kind.CANCELLED, "the file is begun again")
          .build();
    }
    if (channel == null) {
      channel = isResumed ? reopen() : create();
    }
    return channel;
  }

  private FileChannel create() {
    number = journal.begin(file, size);
    try {
      try {
        return openNew();
      } catch (NoSuchFileException e) {
        Files.createDirectories(path.getParent());
      } catch (FileAlreadyExistsException e) {
        Files.delete(path);
      }
      return openNew();
    } catch (IOException e) {
      throw StorageErrors.of("cannot create " + path, e);
    }
  }

  private FileChannel openNew() throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private FileChannel reopen() {
    try {
      return FileChannel.open(
          path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StorageErrors.of("cannot open " + path, e);
    }
  }
}
