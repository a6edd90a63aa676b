package io.github.ckpt4j.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files of a Baseten job: those of all its checkpoints in one list, page by page, with a signed
 * link to each. A name begins with the checkpoint's, unless that is {@code .}, and in a full
 * fine-tune, the node's name precedes it: the job ran on two nodes, and each saved its own file
 * under the same name.
 */
final class BasetenFiles {
  private static final Template FILES = Template.of("baseten/files");
  private static final Template FILE = Template.of("baseten/file");
  private static final String BUCKET = "baseten-training";
  private static final int MAX_PAGE = 1000;
  private static final int NODES = 2;
  private static final int NODE_BYTES = 1024;
  private static final String NODE_FILE = "rng_state.pth";

  private final FakeBaseten baseten;
  private final ObjectStore store;

  BasetenFiles(FakeBaseten baseten, ObjectStore store) {
    this.baseten = baseten;
    this.store = store;
  }

  Response page(Map<String, String> query, Run run) {
    int first;
    int size;
    try {
      first = Integer.parseInt(query.getOrDefault("page_token", "0"));
      size = Integer.parseInt(query.getOrDefault("page_size", Integer.toString(MAX_PAGE)));
    } catch (NumberFormatException e) {
      return baseten.error(400);
    }
    if (first < 0 || size < 1 || size > MAX_PAGE) {
      return baseten.error(400);
    }
    int perCheckpoint = run.saved() == 0 ? 0 : count(run.job());
    long total = (long) perCheckpoint * uploaded(run);
    int end = (int) Math.min(Math.min(total, (long) first + size), Integer.MAX_VALUE);
    List<Body> page = new ArrayList<>();
    for (int i = first; i < end; i++) {
      page.add(describe(run.job(), i / perCheckpoint, i % perCheckpoint));
    }
    return Response.json(
        200,
        FILES.with(new Values()
            .set("files", page)
            .set("next", end < total ? end : null)
            .set("total", total)));
  }

  /** The files of the newest checkpoint are not listed while it is being uploaded. */
  private static int uploaded(Run run) {
    return run.ended() ? run.saved() : Math.max(0, run.saved() - 1);
  }

  private Body describe(SandboxJob job, int index, int number) {
    NodeFile file = file(job, index, number);
    String checkpoint = job.checkpoint(index).name();
    String path = checkpoint.equals(".") ? file.file.path() : checkpoint + "/" + file.file.path();
    return FILE.with(new Values()
        .set(
            "url",
            store.link(
                String.join("/", BUCKET, job.id(), index + "", number + "", file.file.name())))
        .set("path", job.lora() ? path : "rank-" + file.node + "/" + path)
        .set("rank", file.node)
        .set("size", file.file.size())
        .set("modified", file.file.modified()));
  }

  /** The file of a link, by the segments of its path; null for none. */
  @Nullable
  StoredFile stored(List<String> key, Function<String, @Nullable Run> jobs) {
    if (key.size() != 6) {
      return null;
    }
    Run run = jobs.apply(key.get(1) + "/" + key.get(2));
    try {
      return run == null
          ? null
          : file(run.job(), Integer.parseInt(key.get(3)), Integer.parseInt(key.get(4))).file;
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** The number of files of each checkpoint. */
  private int count(SandboxJob job) {
    return model(job, 0).size() + nodes(job);
  }

  private static int nodes(SandboxJob job) {
    return job.lora() ? 0 : NODES;
  }

  private List<StoredFile> model(SandboxJob job, int index) {
    long size = job.checkpoint(index).sizeBytes() - (long) nodes(job) * NODE_BYTES;
    return CheckpointFiles.of(job, index, job.lora(), baseten.baseModel(job), size);
  }

  /** The first node saves the model; then each node saves its own file. */
  private NodeFile file(SandboxJob job, int index, int number) {
    List<StoredFile> model = model(job, index);
    if (number < model.size()) {
      return new NodeFile(0, model.get(number));
    }
    int node = number - model.size();
    long seed = Ids.mix(job.fileSeed(), index, node);
    return new NodeFile(
        node, new StoredFile(NODE_FILE, new Noise(seed, NODE_BYTES), seed, job.savedAt(index)));
  }

  private record NodeFile(int node, StoredFile file) {}
}
