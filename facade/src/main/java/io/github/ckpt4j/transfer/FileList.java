package io.github.ckpt4j.transfer;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.FileHead;
import io.github.ckpt4j.http.FileRequest;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.FileListing;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.RemoteFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The files of a checkpoint; they are listed again when links have expired. */
public final class FileList {
  private final FileSource source;
  private final TransferContext context;
  private final ReentrantLock renewing = new ReentrantLock();
  private Map<String, RemoteFile> renewed = Map.of();

  public FileList(FileSource source, TransferContext context) {
    this.source = source;
    this.context = context;
  }

  /** All files, in the provider's order. */
  public List<RemoteFile> read() {
    return source instanceof FileSource.Archive archive
        ? List.of(archive(archive))
        : listed(((FileSource.Listed) source).first());
  }

  /** The same with the size of every file, which is requested if the list does not include it. */
  List<RemoteFile> readWithSizes() {
    return read().stream()
        .map(each -> each.file().size() == null ? sized(each) : each)
        .toList();
  }

  /**
   * The file as it is listed now. The list is read again unless another thread has done so since.
   *
   * @param known the file as it was listed before
   */
  RemoteFile renew(RemoteFile known) {
    lock();
    try {
      String path = known.file().path();
      RemoteFile current = renewed.get(path);
      if (current == null || current.equals(known)) {
        Map<String, RemoteFile> all = new HashMap<>();
        readWithSizes().forEach(each -> all.put(each.file().path(), each));
        renewed = all;
        current = all.get(path);
      }
      if (current == null) {
        throw CheckpointException.builder(
                Kind.NOT_FOUND, "the provider no longer lists the file '" + path + "'")
            .build();
      }
      return current;
    } finally {
      renewing.unlock();
    }
  }

  private void lock() {
    try {
      renewing.lockInterruptibly();
    } catch (InterruptedException e) {
      throw CancellationScope.interruption(e);
    }
    if (context.scope().isCancelled()) {
      renewing.unlock();
      throw context.scope().cancelled();
    }
  }

  private List<RemoteFile> listed(ApiRequest<FileListing> first) {
    List<RemoteFile> files = new ArrayList<>();
    Deque<ApiRequest<FileListing>> next = new ArrayDeque<>(List.of(first));
    Set<String> sent = new HashSet<>();
    while (!next.isEmpty()) {
      ApiRequest<FileListing> request = next.removeFirst();
      if (!sent.add(request.path()) || sent.size() > context.maxRequests()) {
        throw CheckpointException.builder(
                Kind.BAD_RESPONSE,
                "the list of files does not end: it needs more than " + (sent.size() - 1)
                    + " requests, or repeats itself")
            .build();
      }
      FileListing listing = context.network().list(request, context.scope());
      files.addAll(listing.files());
      next.addAll(listing.further());
    }
    return files;
  }

  private RemoteFile archive(FileSource.Archive archive) {
    FileHead head = probe(archive.address(), true);
    String name = archive.name().apply(head.contentType());
    return new RemoteFile(new CheckpointFile(name, size(head), null), archive.address());
  }

  private RemoteFile sized(RemoteFile unsized) {
    CheckpointFile file = unsized.file();
    if (unsized.address() instanceof FileAddress.Chunked) {
      throw Responses.wrong("the provider does not list the size of '" + file.path() + "'");
    }
    long size = size(probe(unsized.address(), false));
    return new RemoteFile(new CheckpointFile(file.path(), size, file.digest()), unsized.address());
  }

  /** The head of a response with one byte of the file, or with all of it if ranges are ignored. */
  private FileHead probe(FileAddress address, boolean isArchive) {
    Attempts attempts = new Attempts(context);
    while (true) {
      AtomicReference<FileHead> head = new AtomicReference<>();
      try {
        context
            .network()
            .read(new FileRequest(address, 0, 1, null), context.scope(), (received, body) -> {
              requireFile(received, isArchive);
              head.set(received);
            });
        return Objects.requireNonNull(head.get());
      } catch (CheckpointException failure) {
        attempts.failed(failure);
      }
    }
  }

  private static void requireFile(FileHead head, boolean isArchive) {
    if (isArchive ? head.isDocument() : head.isPage()) {
      throw Responses.wrong("the response is not the file: it is a page or a message");
    }
    if (total(head) == null) {
      throw Responses.wrong("the provider does not report the size of the file");
    }
  }

  private static long size(FileHead head) {
    Long total = total(head);
    return total == null ? 0 : total;
  }

  private static @Nullable Long total(FileHead head) {
    if (!head.isRange()) {
      return head.length();
    }
    return head.range() == null ? null : head.range().total();
  }
}
