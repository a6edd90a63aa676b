package com.example.testing;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;

/** Picks the model to serve. */
public final class ModelPicker {
  private final CheckpointClient client;

  public ModelPicker(CheckpointClient client) {
    this.client = client;
  }

  /** The job's best model, or the fallback if the provider does not know the job. */
  public String pick(JobRef job, String fallback) {
    try {
      return client.best(job, Metric.VALID_LOSS).map(Checkpoint::modelName).orElse(fallback);
    } catch (CheckpointException e) {
      if (e.kind() == CheckpointException.Kind.NOT_FOUND) {
        return fallback;
      }
      throw e;
    }
  }
}
