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
   * @param row the same for each report of the checkpoint, and of no other of its job
   */
  void saved(int row, Checkpoint checkpoint);

  /** A message about a job: that a failure was survived, or how its watch ended. */
  void say(JobRef job, String text, boolean isEnd);

  /** How far a job is was read anew. */
  default void progress(JobRef job, JobProgress progress) {}

  /** A job ended. */
  default void ended(Job job) {}

  /** A fraction of a second has passed. */
  default void tick() {}

  @Override
  void close();
}
