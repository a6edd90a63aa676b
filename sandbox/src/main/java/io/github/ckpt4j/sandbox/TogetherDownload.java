package io.github.ckpt4j.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Together's download of a checkpoint: one archive. A step selects an intermediate checkpoint
 * for any {@code checkpoint}; the final one has no step, and {@code checkpoint} selects the
 * model or the adapter. Older jobs have gzipped archives. In the archives of some jobs, all files
 * are in one folder.
 */
final class TogetherDownload {
  private static final String ADAPTER = "adapter";
  private static final Set<String> LORA = Set.of("merged", ADAPTER);
  private static final String AS_PRODUCED = "model_output_path";

  /** Computing the checksum requires reading the whole archive. */
  private static final Recent<Key, StoredFile> ARCHIVES = new Recent<>(16);

  private final FakeTogether together;

  TogetherDownload(FakeTogether together) {
    this.together = together;
  }

  Response respond(Request request, Jobs jobs) {
    Map<String, String> query = request.query();
    String id = query.get("ft_id");
    Long step = step(query.get("checkpoint_step"));
    boolean selected = query.containsKey("checkpoint") || query.containsKey("checkpoint_step");
    if (id == null || step == null || !selected) {
      return together.error(400);
    }
    Run run = jobs.byId().apply(id);
    if (run == null) {
      return together.error(404);
    }
    SandboxJob job = run.job();
    String word = step == 0 ? query.getOrDefault("checkpoint", AS_PRODUCED) : AS_PRODUCED;
    boolean known = word.equals(AS_PRODUCED) || (job.lora() && LORA.contains(word));
    if (!run.succeeded() || !known) {
      return together.error(400);
    }
    int index = step == 0 ? run.saved() - 1 : index(run, step);
    if (index < 0) {
      return together.error(404);
    }
    boolean adapter = run.isFinal(index) ? word.equals(ADAPTER) : job.lora();
    StoredFile archive = archive(job, index, adapter);
    return RangeResponse.of(request, archive, type(job), together.error(416));
  }

  /** Zero for none, and null if it is invalid. */
  private static @Nullable Long step(@Nullable String text) {
    try {
      long step = text == null ? 0 : Long.parseLong(text);
      return step < 0 ? null : (Long) step;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int index(Run run, long step) {
    for (int i = run.saved() - 1; i >= 0; i--) {
      if (run.job().checkpoint(i).step() == step) {
        return i;
      }
    }
    return -1;
  }

  private StoredFile archive(SandboxJob job, int index, boolean adapter) {
    return ARCHIVES.get(
        new Key(
            job.fileSeed(),
            index,
            adapter,
            together.baseModel(job),
            job.checkpoint(index).sizeBytes(),
            job.files(adapter)),
        key -> create(key, job));
  }

  private static StoredFile create(Key key, SandboxJob job) {
    List<StoredFile> files =
        CheckpointFiles.of(job, key.index, key.adapter, key.baseModel, key.size);
    String folder =
        job.seed() % 2 == 0 ? "" : "checkpoint-" + job.checkpoint(key.index).step() + "/";
    Content tar = Tar.of(files, folder);
    return new StoredFile(
        "archive",
        FakeTogether.isOlder(job) ? Framed.gzip(tar) : Framed.zstd(tar),
        Ids.mix(key.seed, key.index, key.adapter ? 3 : 2),
        job.savedAt(key.index));
  }

  /** The media type, the only sign of compression. */
  private static String type(SandboxJob job) {
    return FakeTogether.isOlder(job) ? "application/x-tar" : "application/octet-stream";
  }

  /** The input that an archive is computed from. */
  private record Key(
      long seed, int index, boolean adapter, String baseModel, long size, int parts) {}
}
