package io.github.ckpt4j.benchmarks.tasks;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Comparison;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.JobResult;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Six everyday tasks with ckpt4j. The documentation counts the lines between the markers. */
final class Ckpt4jTasks implements EverydayTasks {
  private final CheckpointClient client;

  Ckpt4jTasks(CheckpointClient client) {
    this.client = client;
  }

  @Override
  public @Nullable String listAndChoose(String id) {
    // task: list all checkpoints, print them, choose the best
    JobRef job = JobRef.parse("openai:" + id);
    for (Checkpoint checkpoint : client.list(job)) {
      System.out.println(checkpoint.step() + " " + checkpoint.metrics());
    }
    return client.best(job, Metric.VALID_LOSS).orElseThrow().modelName();
    // end
  }

  @Override
  public @Nullable String waitForTheEnd(String id) {
    // task: wait until a job ends, return the name of its model
    JobRef job = JobRef.parse("openai:" + id);
    return client.awaitFinal(job, Duration.ofHours(6)).job().resultModel();
    // end
  }

  @Override
  public @Nullable String bestInTime(String id) {
    // task: choose the best asynchronously, within a time limit
    JobRef job = JobRef.parse("openai:" + id);
    return client
        .async(c -> c.best(job, Metric.VALID_LOSS))
        .orTimeout(5, TimeUnit.SECONDS)
        .join()
        .orElseThrow()
        .modelName();
    // end
  }

  @Override
  public String manyJobs(List<String> ids) {
    // task: list several jobs at once, keep failures apart
    List<JobRef> jobs = ids.stream().map(id -> JobRef.parse("openai:" + id)).toList();
    try (Stream<JobResult> results = client.listAll(jobs)) {
      return results
          .map(result -> result.job().id() + "=" + outcome(result))
          .sorted()
          .collect(Collectors.joining(" "));
    }
    // end
  }

  // task: list several jobs at once, keep failures apart
  private static String outcome(JobResult result) {
    return result instanceof JobResult.Failed failed
        ? failed.error().kind().name()
        : String.valueOf(result.checkpoints().size());
  }
  // end

  @Override
  @SuppressWarnings("NullAway") // Written as most programs are, without null analysis.
  public String compare(String left, String right) {
    // task: align two runs by step, name the best checkpoint of each
    List<JobRef> jobs = List.of(JobRef.parse("openai:" + left), JobRef.parse("openai:" + right));
    Comparison runs = client.compare(jobs, Metric.VALID_LOSS);
    runs.steps().forEach((step, each) -> System.out.println(step + " " + each.keySet()));
    return runs.best().get(jobs.get(0)).step() + " "
        + runs.best().get(jobs.get(1)).step();
    // end
  }

  @Override
  public int offlineTest() {
    // task: test without a network that a 503 is retried
    SandboxJob job = SandboxJob.of("openai:ftjob-mine").checkpoints(5);
    try (Sandbox sandbox = Sandbox.builder().job(job).start();
        CheckpointClient tested =
            CheckpointClient.builder().environment(sandbox.environment()).build()) {
      sandbox.failNext(Fault.status(503));
      return tested.list(JobRef.parse("openai:ftjob-mine")).size();
    }
    // end
  }
}
