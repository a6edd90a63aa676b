package io.github.ckpt4j.docs;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;

/** The first program in the README. */
final class Quickstart {
  private Quickstart() {}

  public static void main(String[] args) {
    // snippet: quickstart
    try (CheckpointClient client = CheckpointClient.fromEnvironment()) {
      JobRef job = JobRef.parse("openai:ftjob-abc123");
      for (Checkpoint checkpoint : client.list(job)) {
        System.out.println(checkpoint.step() + " " + checkpoint.metrics());
      }
      System.out.println(client.best(job, Metric.VALID_LOSS).orElseThrow().modelName());
    }
    // end
  }
}
