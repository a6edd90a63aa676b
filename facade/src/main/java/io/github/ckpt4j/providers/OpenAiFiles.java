package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.CheckpointFile;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.openai.api.CheckpointsApi;
import io.github.ckpt4j.openai.model.FileInfo;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.FileListing;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.RemoteFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files whose ids a checkpoint or job lists in {@code result_files}. The Files API returns the
 * name, size and content of each.
 *
 * @param ids the ids of all the files
 * @param at the position of the one to request
 */
record OpenAiFiles(List<String> ids, int at) {
  private static final String IDS = "result_files";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  static FileSource of(Checkpoint checkpoint) {
    List<String> ids = ids(checkpoint.details().get(IDS));
    if (ids.isEmpty()) {
      throw CheckpointException.builder(
              Kind.NOT_FOUND, "the provider lists no files of this checkpoint")
          .job(checkpoint.job())
          .build();
    }
    return new FileSource.Listed(new OpenAiFiles(ids, 0).request());
  }

  /** The files with a job's metrics, by id, without ids that cannot be part of a path. */
  static Map<String, ApiRequest<String>> results(Job job) {
    Map<String, ApiRequest<String>> files = new LinkedHashMap<>();
    if (job.details().get(IDS) instanceof List<?> ids) {
      for (Object each : ids) {
        if (each instanceof String id && ID.matcher(id).matches()) {
          files.put(id, RequestTemplate.text(api().retrieveFileContent(id)));
        }
      }
    }
    return files;
  }

  private static List<String> ids(@Nullable Object listed) {
    return listed instanceof List<?> list
        ? list.stream().map(OpenAiFiles::id).distinct().toList()
        : List.of();
  }

  /** An id that can be a part of a path. */
  private static String id(@Nullable Object listed) {
    if (listed instanceof String id && ID.matcher(id).matches()) {
      return id;
    }
    throw ModelReader.badResponse(
        "rejected the id of a file: " + Shown.name(String.valueOf(listed)));
  }

  private ApiRequest<FileListing> request() {
    return RequestTemplate.request(api().retrieveFile(ids.get(at)), FileInfo.class, this::listing);
  }

  private FileListing listing(ModelResponse<FileInfo> response) {
    FileInfo body = response.body();
    ModelResponse.requireSame("id", body.getId(), ids.get(at));
    Long size = ModelResponse.fileSize(body.getBytes());
    String name = ModelResponse.required(body.getFilename(), "filename");
    RemoteFile file = new RemoteFile(
        new CheckpointFile(withoutDirectory(name), size, null),
        new FileAddress.Ranged(RequestTemplate.path(api().retrieveFileContent(ids.get(at)))));
    boolean isLast = at == ids.size() - 1;
    return new FileListing(
        List.of(file), isLast ? List.of() : List.of(new OpenAiFiles(ids, at + 1).request()));
  }

  /** A name may begin with a directory on the server; the vendor's guide removes it, too. */
  private static String withoutDirectory(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static CheckpointsApi api() {
    return RequestTemplate.client(CheckpointsApi.class);
  }
}
