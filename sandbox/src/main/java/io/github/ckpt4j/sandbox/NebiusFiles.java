package io.github.ckpt4j.sandbox;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of Nebius' checkpoints in its Files API. Each has an id that encodes its checkpoint, and a
 * name that begins with the checkpoint's directory.
 */
final class NebiusFiles {
  private static final Template FILE = Template.of("nebius/file");
  private static final String ID = "file-";
  private static final String INFO = "files/";
  private static final String CONTENT = "/content";

  private final FakeNebius nebius;

  NebiusFiles(FakeNebius nebius) {
    this.nebius = nebius;
  }

  /** The ids of a checkpoint's files. */
  List<String> ids(SandboxJob job, int index) {
    int count = count(job);
    return IntStream.range(index * count, (index + 1) * count)
        .mapToObj(number -> ID + Ids.reversible(job.fileSeed(), number))
        .toList();
  }

  /** The response for a path; null if it is not a checkpoint's file. */
  @Nullable
  Response respond(Request request, String path, Jobs jobs) {
    if (!path.startsWith(INFO + ID)) {
      return null;
    }
    boolean content = path.endsWith(CONTENT);
    String id =
        path.substring(INFO.length(), content ? path.length() - CONTENT.length() : path.length());
    for (Run run : jobs.all().get()) {
      SandboxJob job = run.job();
      OptionalInt number = Ids.index(job.fileSeed(), id.substring(ID.length()));
      if (number.isPresent()) {
        int index = number.getAsInt() / count(job);
        StoredFile file =
            index < run.saved() ? files(job, index).get(number.getAsInt() % count(job)) : null;
        return file == null
            ? null
            : content ? content(request, file) : describe(id, job, index, file);
      }
    }
    return null;
  }

  private Response content(Request request, StoredFile file) {
    return RangeResponse.of(request, file, "application/octet-stream", nebius.error(416));
  }

  private static Response describe(String id, SandboxJob job, int index, StoredFile file) {
    return Response.json(
        200,
        FILE.with(new Values()
            .set("id", id)
            .set("size", file.size())
            .set("savedAt", job.savedAt(index).getEpochSecond())
            .set("name", job.checkpoint(index).name() + "/" + file.name())));
  }

  /** The number of files of each checkpoint. */
  private int count(SandboxJob job) {
    return files(job, 0).size();
  }

  private List<StoredFile> files(SandboxJob job, int index) {
    return CheckpointFiles.of(
        job, index, job.lora(), nebius.baseModel(job), job.checkpoint(index).sizeBytes());
  }
}
