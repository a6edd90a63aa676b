package com.example.wait;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.Watch;
import io.github.ckpt4j.client.WatchEnd;
import io.github.ckpt4j.client.WatchEvent;
import io.github.ckpt4j.client.WatchOptions;
import io.github.ckpt4j.sandbox.Sandbox;
import java.time.Duration;

/** Watches a job while it trains and prints its result. */
public final class Wait {
  private Wait() {}

  public static void main(String[] args) {
    // An hour of training takes two seconds here.
    try (Sandbox sandbox = Sandbox.builder().acceleration(1800).start();
        CheckpointClient client =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      JobRef job = JobRef.parse("openai:ftjob-running");
      WatchOptions options = WatchOptions.defaults()
          .timeout(Duration.ofMinutes(1))
          .interval(Duration.ofMillis(100), Duration.ofSeconds(1));
      try (Watch watch = client.watch(job, options)) {
        for (WatchEvent event : watch) {
          Checkpoint checkpoint = event.checkpoint();
          System.out.println(
              "step " + checkpoint.step() + ": " + checkpoint.metric(Metric.VALID_LOSS).orElse(Double.NaN));
        }
        WatchEnd end = watch.end().orElseThrow();
        if (end.reason() != WatchEnd.Reason.JOB_ENDED) {
          throw new IllegalStateException("still running: " + end);
        }
        System.out.println(end.job().state() + ": " + end.job().resultModel());
      }
    }
  }
}
