package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.RemoteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The transfer of a file from its first byte to its final name, through any number of versions.
 * Safe for use by several threads.
 */
final class FileTransfer {
  private static final int MOST_RESTARTS = 3;

  private final Path directory;
  private final FileList list;
  private final boolean verify;
  private final Journal journal;
  private RemoteFile remote;
  private PartialFile partial;
  private int restarts;

  FileTransfer(
      Path directory,
      FileList list,
      RemoteFile remote,
      Recorded.@Nullable Begun begun,
      boolean verify,
      Journal journal) {
    this.directory = directory;
    this.list = list;
    this.remote = remote;
    this.verify = verify;
    this.journal = journal;
    this.partial = begun == null
        ? fresh(remote, false)
        : PartialFile.resumed(partPath(remote), remote.file(), begun, verify, journal);
  }

  private PartialFile fresh(RemoteFile from, boolean isWhole) {
    return PartialFile.fresh(partPath(from), from.file(), size(from), isWhole, verify, journal);
  }

  private Path partPath(RemoteFile of) {
    return directory.resolve(of.file().path() + FileNames.PART);
  }

  private static long size(RemoteFile file) {
    Long size = file.file().size();
    if (size == null) {
      throw new IllegalArgumentException(
          "A file of unknown size: " + file.file().path());
    }
    return size;
  }

  synchronized PartialFile partial() {
    return partial;
  }

  synchronized FileAddress address() {
    return remote.address();
  }

  CheckpointFile file() {
    return partial().file();
  }

  /** Lists the file again after its link has expired or its size has changed. */
  void renew(FileAddress outdated) {
    RemoteFile known;
    synchronized (this) {
      known = remote;
    }
    if (!known.address().equals(outdated)) {
      return; // Another thread has done so.
    }
    RemoteFile renewed = list.renew(known);
    synchronized (this) {
      if (remote.equals(known)) {
        boolean isSame = renewed.file().equals(known.file());
        remote = renewed;
        if (!isSame) {
          restart(partial, "its size or digest has changed", false);
        }
      }
    }
  }

  /** Restarts the file, as it is listed now, because the server has another version of it. */
  void restartChanged(PartialFile outdated, String reason) {
    RemoteFile renewed = list.renew(current());
    synchronized (this) {
      if (partial == outdated) {
        remote = renewed;
        restart(outdated, reason, false);
      }
    }
  }

  private synchronized RemoteFile current() {
    return remote;
  }

  /** Restarts the file in one request, because the server ignores ranges. */
  synchronized void restartWhole(PartialFile outdated) {
    if (partial == outdated) {
      restart(outdated, "the server ignores ranges", true);
    }
  }

  /**
   * Restarts the file.
   *
   * @throws CheckpointException of kind {@code BAD_RESPONSE} with the reason, if earlier restarts
   *     have not helped
   */
  private void restart(PartialFile outdated, String reason, boolean isWhole) {
    outdated.close();
    if (++restarts > MOST_RESTARTS) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE,
              "the file '" + remote.file().path() + "' was started " + restarts + " times: "
                  + reason)
          .build();
    }
    partial = fresh(remote, isWhole);
  }

  /**
   * Gives a finished file its final name.
   *
   * @return its entry for the manifest; null if its bytes are wrong and it was restarted
   */
  Manifest.@Nullable Entry finish(PartialFile done) {
    Digest expected = done.file().digest();
    Digest computed = done.reported();
    if (expected != null && computed != null && !expected.matches(computed)) {
      synchronized (this) {
        restart(done, "its digest is " + computed + ", but the provider lists " + expected, false);
      }
      return null;
    }
    Manifest.Entry entry = done.complete();
    journal.complete(entry);
    Path target = directory.resolve(entry.path());
    try {
      Files.move(
          directory.resolve(entry.path() + FileNames.PART),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw StorageErrors.of("cannot rename the complete file to " + target, e);
    }
    return entry;
  }
}
