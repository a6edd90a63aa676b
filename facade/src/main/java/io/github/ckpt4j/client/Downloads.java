package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.spi.FileSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lists and fetches the files of checkpoints.
 *
 * @param deadline the time that one request for a list has
 */
record Downloads(
    ClientContext context,
    CallOptions options,
    CancellationScope scope,
    Supplier<Deadline> deadline) {

  List<CheckpointFile> files(Checkpoint checkpoint, DownloadOptions how) {
    requireArchive(source(checkpoint, how));
    return List.of();
  }

  Download download(Checkpoint checkpoint, Path directory, DownloadOptions how) {
    requireArchive(source(checkpoint, how));
    return new Download(directory, List.of(), 0, 0);
  }

  private FileSource source(Checkpoint checkpoint, DownloadOptions how) {
    return context
        .connection(checkpoint.job())
        .provider()
        .files(checkpoint, how.values().artifact());
  }

  private static void requireArchive(FileSource source) {
    if (!(source instanceof FileSource.Archive)) {
      throw CheckpointException.builder(Kind.UNSUPPORTED, "cannot read " + source)
          .build();
    }
  }
}
