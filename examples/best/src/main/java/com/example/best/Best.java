package com.example.best;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;

/** Chooses the best checkpoint of a job and prints the name of its model. */
public final class Best {
  private Best() {}

  public static void main(String[] args) {
    // With a key in the environment, CheckpointClient.fromEnvironment() asks the provider itself.
    try (Sandbox sandbox = Sandbox.start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      JobRef job = JobRef.parse("openai:ftjob-overfitted");
      Checkpoint best = client.best(job, Metric.VALID_LOSS).orElseThrow();
      System.out.println(best.modelName());
    }
  }
}
