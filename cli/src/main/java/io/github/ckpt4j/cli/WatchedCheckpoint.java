package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import org.jspecify.annotations.Nullable;

/** Identifies a checkpoint each time it is listed, even where ids are not unique. */
record WatchedCheckpoint(
    JobRef job, String id, @Nullable Long step, @Nullable String type) {
  static WatchedCheckpoint of(Checkpoint checkpoint) {
    return new WatchedCheckpoint(
        checkpoint.job(), checkpoint.id(), checkpoint.step(), checkpoint.artifact());
  }
}
