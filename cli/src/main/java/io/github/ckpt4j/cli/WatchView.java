package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;

/** Shows what comes of watching some jobs. Used by one thread. */
interface WatchView extends AutoCloseable {
  /** A checkpoint is there. */
  void saved(Checkpoint checkpoint);

  /** Something is to be said of a job: that a failure was survived, or how its watch ended. */
  void say(JobRef job, String text, boolean isEnd);

  /** A part of a second has passed. */
  default void tick() {}

  @Override
  void close();
}
