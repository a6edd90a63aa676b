package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import java.util.List;

/** The result of one job when many are listed at once. */
public sealed interface JobResult {
  JobRef job();

  /**
   * The job's checkpoints; throws the {@link CheckpointException} if the job could not be listed.
   */
  List<Checkpoint> checkpoints();

  /**
   * The job's checkpoints.
   *
   * @param checkpoints in the order of {@link CheckpointClient#list}
   */
  record Listed(JobRef job, List<Checkpoint> checkpoints) implements JobResult {}

  /**
   * The reason why the job could not be listed.
   *
   * @param error the error of the last attempt
   */
  record Failed(JobRef job, CheckpointException error) implements JobResult {
    @Override
    public List<Checkpoint> checkpoints() {
      throw error;
    }
  }
}
