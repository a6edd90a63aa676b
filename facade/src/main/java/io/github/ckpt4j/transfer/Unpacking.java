package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Download.SavedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Replaces a downloaded archive by the files in it. After a crash at any point the same download
 * continues: the archive is deleted last, and it counts until the manifest lists the files.
 */
public final class Unpacking {
  /** The directory for unfinished files, in the directory for state. */
  static final String STAGING = "unpacking";

  private Unpacking() {}

  /**
   * Unpacks a complete download of one archive; one that is already unpacked is returned unchanged.
   *
   * @throws CheckpointException of kind {@code BAD_RESPONSE} if the archive is damaged or could do
   *     harm, {@code UNSUPPORTED} if the library that reads it is missing, {@code STORAGE}, {@code
   *     CONFLICT} if another download uses the directory
   */
  public static Download unpack(Download download) {
    Path directory = download.directory();
    Path state = directory.resolve(FileNames.STATE);
    try (DirectoryLock lock = DirectoryLock.acquire(state)) {
      Manifest manifest = Manifest.read(directory)
          .orElseThrow(
              () -> StorageErrors.of(directory + " no longer has its manifest", (String) null));
      Manifest.Entry archive = manifest.archive();
      if (archive == null) {
        archive = manifest.files().get(0);
        manifest = manifest.unpacked(
            Unpacker.unpack(directory.resolve(archive.path()), directory, state.resolve(STAGING)));
        Disk.replace(
            state.resolve(Manifest.FILE), directory.resolve(Manifest.FILE), manifest.toJson());
      }
      Files.deleteIfExists(directory.resolve(archive.path()));
      lock.removeState();
      List<SavedFile> files =
          manifest.files().stream().map(Manifest.Entry::saved).toList();
      return new Download(directory, files, download.bytesFetched(), download.bytesReused());
    } catch (IOException e) {
      throw StorageErrors.of("cannot write in " + directory, e);
    }
  }
}
