package io.github.ckpt4j.providers;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Digest;
import io.github.ckpt4j.oxen.model.DirectoryEntry;
import io.github.ckpt4j.oxen.model.DirectoryResponse;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.FileListing;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.RemoteFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of an Oxen repository below one directory. The first response names the commit that a
 * branch points to; everything else is read from that commit, as the branch may change.
 *
 * @param revision a branch or commit
 * @param root the checkpoint's directory
 * @param below the directory to list, relative to the root; empty for the root itself
 * @param page its page, from 1
 */
record OxenFiles(List<String> ids, String revision, String root, String below, long page) {
  private static final long PER_PAGE = 1000;

  static FileSource of(Checkpoint checkpoint, Artifact artifact, ProviderInfo provider) {
    ArtifactChoice.requireAsIs(checkpoint, artifact, provider);
    String path = checkpoint.path() == null ? "" : checkpoint.path().replaceAll("^/+|/+$", "");
    if (!(checkpoint.details().get("branch") instanceof String branch)
        || path.isEmpty()
        || !isSafe(path)
        || !isSafe(branch)) {
      throw CheckpointException.builder(
              Kind.UNSUPPORTED, "the checkpoint does not name the branch and path of its files")
          .job(checkpoint.job())
          .hint("list the job's checkpoints again")
          .build();
    }
    List<String> ids = checkpoint.job().segments();
    return new FileSource.Listed(new OxenFiles(ids, branch, path, "", 1).request());
  }

  private ApiRequest<FileListing> request() {
    ApiRequest<FileListing> request = RequestTemplate.request(
        Oxen.api().listDirectory(ids.get(0), ids.get(1), revision, full(below), page, PER_PAGE),
        DirectoryResponse.class,
        this::listing);
    return new ApiRequest<>(request.operation(), withSlashes(request.path()), request.decoder());
  }

  private FileListing listing(ModelResponse<DirectoryResponse> response) {
    DirectoryResponse body = response.body();
    List<DirectoryEntry> entries = body.getEntries();
    boolean nothing = entries == null || entries.isEmpty();
    Oxen.refuseError(body.getStatus(), Oxen.message(response, body.getStatusMessage()), nothing);
    String commit = body.getResource() == null ? null : body.getResource().getVersion();
    OxenFiles pinned = commit == null || commit.isBlank() || !isSafe(commit) ? this : at(commit);
    List<RemoteFile> files = new ArrayList<>();
    List<ApiRequest<FileListing>> further = new ArrayList<>();
    response.items("files", "entries", entries, each -> {
      String name = below.isEmpty() ? nameOf(each) : below + "/" + nameOf(each);
      return Boolean.TRUE.equals(each.getIsDir())
          ? further.add(pinned.directory(name).request())
          : files.add(pinned.file(name, each));
    });
    if (isBefore(page, body.getTotalPages())) {
      requireEntries(nothing);
      further.add(pinned.next().request());
    }
    return new FileListing(files, further);
  }

  private static boolean isBefore(long page, @Nullable Long pages) {
    return pages != null && page < pages;
  }

  private static void requireEntries(boolean nothing) {
    if (nothing) {
      throw ModelReader.badResponse("a page of files before the last one is empty");
    }
  }

  private OxenFiles at(String commit) {
    return new OxenFiles(ids, commit, root, below, page);
  }

  private OxenFiles next() {
    return new OxenFiles(ids, revision, root, below, page + 1);
  }

  private OxenFiles directory(String path) {
    if (!isSafe(path)) {
      throw ModelReader.badResponse("rejected the name of a directory: " + Shown.name(path));
    }
    return new OxenFiles(ids, revision, root, path, 1);
  }

  private static String nameOf(DirectoryEntry entry) {
    return ModelResponse.required(entry.getFilename(), "filename");
  }

  private RemoteFile file(String path, DirectoryEntry entry) {
    Long size = ModelResponse.fileSize(ModelResponse.required(entry.getSize(), "size"));
    String hash = entry.getHash();
    Digest digest = hash == null || hash.isBlank() ? null : new Digest(Digest.XXH3_128, hash);
    return new RemoteFile(
        new CheckpointFile(path, size, digest),
        new FileAddress.Chunked((offset, length) -> chunk(path, offset, length)));
  }

  private String chunk(String path, long offset, long length) {
    if (!isSafe(path)) {
      throw ModelReader.badResponse("rejected the name of a file: " + Shown.name(path));
    }
    return withSlashes(RequestTemplate.path(
        Oxen.api().readChunk(ids.get(0), ids.get(1), revision, full(path), offset, length)));
  }

  private String full(String path) {
    return path.isEmpty() ? root : root + "/" + path;
  }

  /** Slashes in a branch and a path separate segments, as they do in the server's own client. */
  private static String withSlashes(String path) {
    return path.replace("%2F", "/");
  }

  /** Whether a path in a URL cannot leave the directory where it begins. */
  private static boolean isSafe(String path) {
    return Arrays.stream(path.split("/", -1))
        .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
  }

  @Override
  public String toString() {
    return Objects.toString(ids) + revision + "/" + full(below);
  }
}
