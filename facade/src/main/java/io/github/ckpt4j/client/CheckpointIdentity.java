package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import org.jspecify.annotations.Nullable;

/** The fields that identify a checkpoint across two listings. */
record CheckpointIdentity(
    String id, @Nullable Long step, @Nullable String artifact) {
  static CheckpointIdentity of(Checkpoint checkpoint) {
    return new CheckpointIdentity(checkpoint.id(), checkpoint.step(), checkpoint.artifact());
  }

  /** Its place in the job, whatever id the server gives it. */
  CheckpointIdentity withoutId() {
    return new CheckpointIdentity("", step, artifact);
  }
}
