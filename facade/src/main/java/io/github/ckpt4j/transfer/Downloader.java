package io.github.ckpt4j.transfer;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Download;
import io.github.ckpt4j.Download.SavedFile;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.RemoteFile;
import io.github.ckpt4j.transfer.TransferOptions.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Downloads the files of a checkpoint into a directory. For one call, in one thread. */
public final class Downloader {
  private final Checkpoint checkpoint;
  private final Path directory;
  private final Path state;
  private final TransferOptions options;
  private final TransferContext context;
  private final FileList list;
  private long fetched;
  private long reused;

  /** Prepares a download; sends no request and writes nothing. */
  public Downloader(
      Checkpoint checkpoint,
      FileSource source,
      Path directory,
      TransferOptions options,
      TransferContext outer) {
    this.checkpoint = checkpoint;
    this.directory = directory.toAbsolutePath();
    this.state = this.directory.resolve(FileNames.STATE);
    this.options = options;
    this.context = outer.within(outer.scope().child());
    this.list = new FileList(source, context);
  }

  /** Downloads the missing files. */
  public Download run() {
    Download earlier = complete();
    if (earlier != null) {
      return earlier;
    }
    List<RemoteFile> listed = list.readWithSizes();
    List<RemoteFile> requested =
        listed.stream().filter(each -> options.selection().test(each.file())).toList();
    if (requested.isEmpty()) {
      throw CheckpointException.builder(
              Kind.NOT_FOUND,
              listed.isEmpty()
                  ? "the provider lists no files of the checkpoint"
                  : "the selection matches no file of the checkpoint")
          .build();
    }
    FileNames.check(requested.stream().map(each -> each.file().path()).toList());
    try (DirectoryLock lock = DirectoryLock.acquire(state)) {
      return locked(lock, listed, requested);
    } catch (IOException e) {
      throw StorageErrors.of("cannot write in " + directory, e);
    }
  }

  /**
   * The result of an earlier download that is complete; null if anything remains to do or to check.
   */
  private @Nullable Download complete() {
    if (options.existing() != Existing.KEEP
        || options.selection() != TransferOptions.ALL_FILES
        || Disk.exists(state)) {
      return null;
    }
    Optional<Manifest> manifest = Manifest.read(directory);
    boolean isComplete = manifest.isPresent()
        && !manifest.get().partial()
        && manifest.get().isOf(checkpoint, options.artifact())
        && manifest.get().files().stream()
            .allMatch(each -> Disk.hasFile(directory.resolve(each.path()), each.size()));
    return isComplete ? reused(manifest.get().files()) : null;
  }

  private Download locked(DirectoryLock lock, List<RemoteFile> listed, List<RemoteFile> requested)
      throws IOException {
    Plan plan = new Plan.Maker(checkpoint, directory, options).make(listed, requested);
    Manifest earlier = plan.missing().isEmpty() ? Manifest.read(directory).orElse(null) : null;
    if (earlier != null && earlier.files().size() == plan.complete().size()) {
      lock.removeState();
      return reused(entries(requested, plan.complete()));
    }
    if (options.existing() == Existing.REPLACE) {
      Files.deleteIfExists(state.resolve(Journal.FILE));
    }
    Map<String, Manifest.Entry> complete = new LinkedHashMap<>(plan.complete());
    try (Journal journal = Journal.open(state, checkpoint, options.artifact(), plan.nextNumber())) {
      plan.complete().values().forEach(journal::complete);
      journal.plan(plan.missing().stream().map(each -> each.file().path()).toList());
      Files.deleteIfExists(directory.resolve(Manifest.FILE));
      fetch(plan, requested, journal, complete);
    }
    writeManifest(listed, complete);
    lock.removeState();
    return download(entries(requested, complete));
  }

  private void fetch(
      Plan plan,
      List<RemoteFile> requested,
      Journal journal,
      Map<String, Manifest.Entry> complete) {
    List<FileTransfer> files = new ArrayList<>();
    for (RemoteFile each : plan.missing()) {
      Recorded.Begun begun = plan.begun().get(each.file().path());
      files.add(new FileTransfer(directory, list, each, begun, options.verify(), journal));
    }
    ProgressReport progress =
        new ProgressReport(options.progress(), context.time(), requested.size(), bytes(requested));
    long needed = 0;
    for (FileTransfer each : files) {
      long saved = each.partial().saved();
      reused += saved;
      progress.resumed(each.partial(), saved);
      needed += each.partial().size() - saved;
    }
    for (Manifest.Entry each : entries(requested, plan.complete())) {
      progress.found(each.size());
      reused += each.size();
    }
    Disk.requireSpace(directory, needed);
    progress.report();
    work(files, progress).values().forEach(each -> complete.put(each.path(), each));
    progress.report();
    fetched = progress.fetched();
  }

  private Map<FileTransfer, Manifest.Entry> work(
      List<FileTransfer> files, ProgressReport progress) {
    Schedule schedule = new Schedule(files, options, context.scope());
    RateLimit limit = new RateLimit(options.bytesPerSecond(), context);
    // One more than connections, so that none waits while digests are computed.
    for (int i = 0; i < options.connections(); i++) {
      if (!context.threads().test(new Worker(schedule, context, progress, limit))) {
        break;
      }
    }
    new Worker(schedule, context, progress, limit).run();
    schedule.awaitThreads();
    Throwable failure = close(files, schedule.failure());
    if (failure != null) {
      throw unchecked(failure);
    }
    return schedule.complete();
  }

  private static @Nullable Throwable close(List<FileTransfer> files, @Nullable Throwable failure) {
    Throwable first = failure;
    for (FileTransfer each : files) {
      try {
        each.partial().close();
      } catch (CheckpointException e) {
        first = first == null ? e : first;
      }
    }
    return first;
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }

  private void writeManifest(List<RemoteFile> listed, Map<String, Manifest.Entry> complete) {
    boolean partial = complete.size() < listed.size();
    Manifest manifest =
        Manifest.of(checkpoint, options.artifact(), partial, entries(listed, complete));
    Disk.replace(state.resolve(Manifest.FILE), directory.resolve(Manifest.FILE), manifest.toJson());
  }

  /** The entries of the complete files, in the provider's order. */
  private static List<Manifest.Entry> entries(
      List<RemoteFile> files, Map<String, Manifest.Entry> complete) {
    return files.stream()
        .map(each -> complete.get(each.file().path()))
        .filter(Objects::nonNull)
        .toList();
  }

  private static long bytes(List<RemoteFile> files) {
    return files.stream()
        .map(each -> each.file().size())
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  private Download reused(List<Manifest.Entry> entries) {
    reused = entries.stream().mapToLong(Manifest.Entry::size).sum();
    return download(entries);
  }

  private Download download(List<Manifest.Entry> entries) {
    List<SavedFile> files = entries.stream().map(Manifest.Entry::saved).toList();
    return new Download(directory, files, fetched, reused);
  }
}
