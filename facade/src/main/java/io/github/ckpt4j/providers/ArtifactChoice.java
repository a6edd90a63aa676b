package io.github.ckpt4j.providers;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.Locale;

/** Rejects a form of weights that a checkpoint does not have. */
final class ArtifactChoice {
  private ArtifactChoice() {}

  /** Accepts only the form in which the checkpoint was saved, for a provider that has no other. */
  static void requireAsIs(Checkpoint checkpoint, Artifact artifact, ProviderInfo provider) {
    if (artifact != Artifact.AS_IS && !isThat(checkpoint, artifact)) {
      throw unsupported(
          checkpoint,
          provider.title() + " offers each checkpoint only in the form in which it was saved");
    }
  }

  /** Whether the checkpoint was saved in this form, as far as it reports that. */
  static boolean isThat(Checkpoint checkpoint, Artifact artifact) {
    String form = checkpoint.artifact() == null ? "" : checkpoint.artifact();
    return switch (artifact) {
      case AS_IS -> true;
      case ADAPTER -> form.equals("adapter") || form.equals("lora");
      case MERGED -> form.equals("merged") || form.equals("model") || form.equals("full");
    };
  }

  static CheckpointException unsupported(Checkpoint checkpoint, String reason) {
    return CheckpointException.builder(Kind.UNSUPPORTED, reason)
        .job(checkpoint.job())
        .hint("download it as it is")
        .build();
  }

  static String word(Artifact artifact) {
    return artifact.name().toLowerCase(Locale.ROOT);
  }
}
