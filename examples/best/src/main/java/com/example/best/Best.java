package com.example.best;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;

/** Chooses a job's best checkpoint and prints its model name. */
public final class Best {
  private Best() {}

  public static void main(String[] args) {
    // With a key in the environment, CheckpointClient.fromEnvironment() uses the real provider.
    try (Sandbox sandbox = Sandbox.start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      JobRef job = JobRef.parse("openai:ftjob-overfitted");
      Checkpoint best = client.best(job, Metric.VALID_LOSS).orElseThrow();
      System.out.println(best.modelName());
    }
  }
}
