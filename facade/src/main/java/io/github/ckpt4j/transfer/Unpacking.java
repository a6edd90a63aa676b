package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Download.SavedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts the files of a downloaded archive in its place. After a crash at any point the same download
 * goes on: the archive is deleted last, and until the manifest lists the files, it counts.
 */
public final class Unpacking {
  /** The directory for unfinished files, in the directory for state. */
  static final String STAGING = "unpacking";

  private Unpacking() {}

  /**
   * Unpacks a complete download of one archive; one that has been unpacked is returned as it is.
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
          .orElseThrow(() -> StorageErrors.of(directory + " lost its manifest", (String) null));
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
      return new Download(
          directory, files(manifest), download.bytesFetched(), download.bytesReused());
    } catch (IOException e) {
      throw StorageErrors.of("cannot write in " + directory, e);
    }
  }

  private static List<SavedFile> files(Manifest manifest) {
    return manifest.files().stream()
        .map(each -> new SavedFile(each.path(), each.size(), each.sha256()))
        .toList();
  }
}
