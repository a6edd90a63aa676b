package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import org.jspecify.annotations.Nullable;

/** The parts by which two listings of a checkpoint are known to be of the same one. */
record CheckpointIdentity(
    String id, @Nullable Long step, @Nullable String artifact) {
  static CheckpointIdentity of(Checkpoint checkpoint) {
    return new CheckpointIdentity(checkpoint.id(), checkpoint.step(), checkpoint.artifact());
  }

  /** Where it stands in its job, whatever the server calls it. */
  CheckpointIdentity withoutId() {
    return new CheckpointIdentity("", step, artifact);
  }
}
