package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobRef;

/** Shows the events of some watches. Used by one thread. */
interface WatchView extends AutoCloseable {
  /**
   * A checkpoint is new, or its status changed.
   *
   * @param row the same for each report of the checkpoint, and unique in its job
   */
  void saved(int row, Checkpoint checkpoint);

  /** A message about a job: a failure that the watch survived, or how it ended. */
  void say(JobRef job, String text, boolean isEnd);

  /** The progress of a job was read. */
  default void progress(JobRef job, JobProgress progress) {}

  /** A job ended. */
  default void ended(Job job) {}

  /** A fraction of a second has passed. */
  default void tick() {}

  @Override
  void close();
}
