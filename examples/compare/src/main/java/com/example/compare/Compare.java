package com.example.compare;

import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.util.List;

/** Compares runs at two providers, step by step. */
public final class Compare {
  private Compare() {}

  public static void main(String[] args) {
    JobRef openAi = JobRef.parse("openai:ftjob-a");
    JobRef together = JobRef.parse("together:ft-b");
    try (Sandbox sandbox = Sandbox.builder()
            .job(SandboxJob.of(openAi.toString()).checkpoints(5))
            .job(SandboxJob.of(together.toString()).checkpoints(5))
            .start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      Comparison runs = client.compare(List.of(openAi, together), Metric.VALID_LOSS);
      System.out.printf("%8s  %16s  %16s%n", "step", openAi, together);
      runs.steps().forEach((step, checkpoints) -> {
        System.out.printf("%8d", step);
        for (JobRef job : runs.jobs()) {
          double loss = checkpoints.containsKey(job)
              ? checkpoints.get(job).metric(Metric.VALID_LOSS).orElse(Double.NaN)
              : Double.NaN;
          System.out.printf("  %16.4f", loss);
        }
        System.out.println();
      });
      runs.best().forEach((job, best) -> System.out.println(job + " is best at step " + best.step()));
    }
  }
}
