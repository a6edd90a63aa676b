package io.github.ckpt4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint whose files are all on disk.
 *
 * @param directory the directory that contains the files and their {@code manifest.json}
 * @param files the files that were requested, in the provider's order
 * @param bytesFetched how many bytes this call received from the provider
 * @param bytesReused how many bytes an earlier call had already saved
 */
public record Download(Path directory, List<SavedFile> files, long bytesFetched, long bytesReused) {
  public Download {
    Objects.requireNonNull(directory, "directory");
    files = List.copyOf(files);
  }

  /** The sum of the sizes of all files, in bytes. */
  public long bytes() {
    return files.stream().mapToLong(SavedFile::size).sum();
  }

  /**
   * A complete file.
   *
   * @param path relative to the directory, with {@code /} between its parts
   * @param size in bytes
   * @param sha256 in lower-case hexadecimal; null if the download did not compute it
   */
  public record SavedFile(String path, long size, @Nullable String sha256) {
    public SavedFile {
      Objects.requireNonNull(path, "path");
    }
  }
}
