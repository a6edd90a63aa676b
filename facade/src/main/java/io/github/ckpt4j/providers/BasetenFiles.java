package io.github.ckpt4j.providers;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.baseten.api.CheckpointsApi;
import io.github.ckpt4j.baseten.model.CheckpointFileV1;
import io.github.ckpt4j.baseten.model.GetTrainingJobCheckpointFilesResponseV1;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.FileListing;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.RemoteFile;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Baseten's files: one list for all checkpoints of a job, in which each file has a link that
 * expires. A name begins with the checkpoint's id, unless that is a dot; the rank of the node that
 * saved the file may come first. The first node saves the model, so its files have no rank on disk.
 *
 * @param ids the job's project and id
 * @param checkpoint the checkpoint's id
 * @param offset how many files to skip
 */
record BasetenFiles(List<String> ids, String checkpoint, long offset) {
  private static final long PER_PAGE = 1000;
  private static final String ROOT = ".";
  private static final Pattern RANK = Pattern.compile("rank-(\\d{1,9})/(.+)", Pattern.DOTALL);

  static FileSource of(Checkpoint checkpoint, Artifact artifact, ProviderInfo provider) {
    ArtifactChoice.requireAsIs(checkpoint, artifact, provider);
    List<String> ids = checkpoint.job().segments();
    String id = Objects.requireNonNullElse(checkpoint.modelName(), checkpoint.id());
    return new FileSource.Listed(new BasetenFiles(ids, id, 0).request());
  }

  private ApiRequest<FileListing> request() {
    return RequestTemplate.request(
        RequestTemplate.client(CheckpointsApi.class)
            .listFiles(ids.get(0), ids.get(1), PER_PAGE, offset),
        GetTrainingJobCheckpointFilesResponseV1.class,
        this::listing);
  }

  private FileListing listing(ModelResponse<GetTrainingJobCheckpointFilesResponseV1> response) {
    GetTrainingJobCheckpointFilesResponseV1 body = response.body();
    List<@Nullable RemoteFile> page =
        response.items("files", "presigned_urls", body.getPresignedUrls(), this::file);
    List<RemoteFile> files = page.stream().filter(Objects::nonNull).toList();
    Long next = body.getNextPageToken();
    if (next == null || page.isEmpty()) {
      requireTotal(body.getTotalCount(), offset + page.size());
      return new FileListing(files, List.of());
    }
    if (next <= offset) {
      throw ModelReader.badResponse(
          "the list of files does not continue: its next page is " + next);
    }
    return new FileListing(files, List.of(new BasetenFiles(ids, checkpoint, next).request()));
  }

  private static void requireTotal(@Nullable Long total, long listed) {
    if (total != null && total > listed) {
      throw ModelReader.badResponse(
          "the list of files is incomplete: it has " + listed + " of " + total);
    }
  }

  /** The file; null if it belongs to another checkpoint. */
  private @Nullable RemoteFile file(CheckpointFileV1 wire) {
    String name = ModelResponse.required(wire.getRelativeFileName(), "relative_file_name");
    String path = path(name, wire.getNodeRank());
    if (path == null) {
      return null;
    }
    String url = ModelResponse.required(wire.getUrl(), "url");
    Long size = ModelResponse.fileSize(wire.getSizeBytes());
    return new RemoteFile(new CheckpointFile(path, size, null), new FileAddress.Link(url));
  }

  private @Nullable String path(String name, @Nullable Long node) {
    String direct = within(name);
    Matcher ranked = RANK.matcher(name);
    boolean hasRank = ranked.matches() && (direct == null || checkpoint.equals(ROOT));
    String path = hasRank ? within(ranked.group(2)) : direct;
    long rank = hasRank ? Long.parseLong(ranked.group(1)) : node == null ? 0 : node;
    return path == null || rank == 0 ? path : "rank-" + rank + "/" + path;
  }

  /** The rest of the name after the checkpoint's id, which ends at a slash. */
  private @Nullable String within(String name) {
    if (checkpoint.equals(ROOT)) {
      return name.startsWith("./") ? name.substring(2) : name;
    }
    return name.startsWith(checkpoint + "/") ? name.substring(checkpoint.length() + 1) : null;
  }
}
