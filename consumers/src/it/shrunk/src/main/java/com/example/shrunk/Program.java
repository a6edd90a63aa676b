package com.example.shrunk;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;

/** Prints everything known about the given jobs. */
public final class Program {
  private Program() {}

  public static void main(String[] jobs) {
    try (CheckpointClient client = CheckpointClient.fromEnvironment()) {
      for (String each : jobs) {
        print(client, JobRef.parse(each));
      }
    }
  }

  private static void print(CheckpointClient client, JobRef ref) {
    try {
      Job job = client.job(ref);
      System.out.println(ref + " " + job.state() + " " + job.providerState());
      for (Checkpoint checkpoint : client.list(ref)) {
        System.out.println(checkpoint.id() + " " + checkpoint.step() + " " + checkpoint.createdAt()
            + " " + checkpoint.modelName() + " " + checkpoint.metrics() + " "
            + checkpoint.details());
      }
    } catch (CheckpointException e) {
      System.out.println(e.kind() + " " + e.detail());
    }
  }
}
