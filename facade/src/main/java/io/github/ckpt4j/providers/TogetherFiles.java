package io.github.ckpt4j.providers;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.spi.FileAddress;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.together.api.CheckpointsApi;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Together's archives. An intermediate checkpoint is requested by its step and arrives as it was
 * saved. A final one must be requested without its step, which would select neither the model nor
 * the adapter; a step of 0 means the final one.
 */
final class TogetherFiles {
  private static final String AS_PRODUCED = "model_output_path";

  private TogetherFiles() {}

  static FileSource of(Checkpoint checkpoint, Artifact artifact) {
    return isIntermediate(checkpoint)
        ? intermediate(checkpoint, artifact)
        : source(checkpoint, null, finalForm(checkpoint, artifact));
  }

  private static boolean isIntermediate(Checkpoint checkpoint) {
    return checkpoint.role() == Role.INTERMEDIATE
        || (checkpoint.role() == Role.UNKNOWN && checkpoint.step() != null);
  }

  private static FileSource intermediate(Checkpoint checkpoint, Artifact artifact) {
    Long step = checkpoint.step();
    if (step == null || step < 1) {
      throw ArtifactChoice.unsupported(
          checkpoint,
          "Together AI offers no download of an intermediate checkpoint without a step");
    }
    if (!ArtifactChoice.isThat(checkpoint, artifact)) {
      throw ArtifactChoice.unsupported(
          checkpoint,
          "Together AI offers an intermediate checkpoint only in the form in which it was saved");
    }
    return source(checkpoint, step, null);
  }

  private static String finalForm(Checkpoint checkpoint, Artifact artifact) {
    String own = checkpoint.artifact() == null ? "" : checkpoint.artifact();
    boolean isLora = own.equals("merged") || own.equals("adapter");
    if (isLora) {
      return artifact == Artifact.AS_IS ? own : ArtifactChoice.word(artifact);
    }
    if (artifact == Artifact.ADAPTER) {
      throw ArtifactChoice.unsupported(
          checkpoint, "the checkpoint is a whole model, which has no adapter");
    }
    return AS_PRODUCED;
  }

  private static FileSource source(
      Checkpoint checkpoint, @Nullable Long step, @Nullable String form) {
    String job = checkpoint.job().id();
    String path = RequestTemplate.path(
        RequestTemplate.client(CheckpointsApi.class).download(job, step, form));
    String name = job + (step == null ? "" : "-step-" + step) + (isPlain(form) ? "" : "-" + form);
    return new FileSource.Archive(
        new FileAddress.Ranged(path), type -> name + (isGzip(type) ? ".tar.gz" : ".tar.zst"));
  }

  private static boolean isPlain(@Nullable String form) {
    return form == null || form.equals(AS_PRODUCED);
  }

  /** The only indication of the compression. */
  private static boolean isGzip(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return type.contains("x-tar") || type.contains("gzip");
  }
}
