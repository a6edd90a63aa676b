package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.Deadline;
import io.github.ckpt4j.http.FileReceiver;
import io.github.ckpt4j.http.FileRequest;
import io.github.ckpt4j.http.RequestTimeouts;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileListing;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.RemoteFile;
import io.github.ckpt4j.transfer.Downloader;
import io.github.ckpt4j.transfer.FileList;
import io.github.ckpt4j.transfer.Network;
import io.github.ckpt4j.transfer.TransferContext;
import io.github.ckpt4j.transfer.Unpacking;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lists and fetches the files of checkpoints.
 *
 * @param deadline the deadline of one request for a list
 */
record Downloads(
    ClientContext context,
    CallOptions options,
    CancellationScope scope,
    Supplier<Deadline> deadline) {

  List<CheckpointFile> files(Checkpoint checkpoint, DownloadOptions how) {
    FileSource source = source(checkpoint, how);
    try {
      return new FileList(source, transfer(checkpoint))
          .read().stream().map(RemoteFile::file).toList();
    } catch (CheckpointException e) {
      throw e.toBuilder().job(checkpoint.job()).build();
    }
  }

  Download download(Checkpoint checkpoint, Path directory, DownloadOptions how) {
    FileSource source = source(checkpoint, how);
    try {
      Download download =
          new Downloader(checkpoint, source, directory, how.values(), transfer(checkpoint)).run();
      return how.unpacks() && source instanceof FileSource.Archive
          ? Unpacking.unpack(download)
          : download;
    } catch (CheckpointException e) {
      throw e.toBuilder().job(checkpoint.job()).build();
    }
  }

  private FileSource source(Checkpoint checkpoint, DownloadOptions how) {
    return context
        .connection(checkpoint.job())
        .provider()
        .files(checkpoint, how.values().artifact());
  }

  private TransferContext transfer(Checkpoint checkpoint) {
    return new TransferContext(
        new OfJob(checkpoint),
        context.tasks()::start,
        context.retries(),
        context.time(),
        scope,
        context.limits().pages());
  }

  /** Requests about one checkpoint. */
  private final class OfJob implements Network {
    private final Checkpoint checkpoint;

    OfJob(Checkpoint checkpoint) {
      this.checkpoint = checkpoint;
    }

    @Override
    public FileListing list(ApiRequest<FileListing> request, CancellationScope within) {
      return new Requests(checkpoint.job(), context, options, within).send(request, deadline.get());
    }

    @Override
    public void read(FileRequest request, CancellationScope within, FileReceiver receiver) {
      context
          .files()
          .read(
              context.connection(checkpoint.job()),
              request,
              new RequestTimeouts(options.connectTimeout(), options.attemptTimeout()),
              within,
              receiver);
    }
  }
}
