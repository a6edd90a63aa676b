package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.JobResult;
import io.github.ckpt4j.sandbox.Request;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how long it takes to find all jobs of a large account and to list their checkpoints with
 * expiry, compared with the minimum time at the allowed concurrency: the requests to the busiest
 * provider, including retries, in sequence if a list is paged, else 16 at once. The client is a
 * separate process.
 *
 * <p>Usage: {@code Account [jobs of each provider] [milliseconds of latency] [rate of faults]}.
 */
final class Account {
  private static final int CONCURRENT = 16;
  private static final int REPOSITORIES = 7;

  private Account() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    long latency = args.length > 1 ? Long.parseLong(args[1]) : 400;
    double faults = args.length > 2 ? Double.parseDouble(args[2]) : 0.05;
    Sandbox.Builder builder = Sandbox.builder()
        .job(SandboxJob.of("openai:ftjob-one"))
        .jobs(jobs)
        .latency(Duration.ofMillis(latency));
    if (faults > 0) {
      builder.faultRate(faults, 42);
    }
    try (Sandbox sandbox = builder.start()) {
      ProcessBuilder process = Jvm.tool(List.of("-Xmx64m", "-XX:+UseSerialGC"), Reader.class);
      process.environment().putAll(sandbox.environment());
      Jvm.run(process).forEach(System.out::println);
      System.out.printf(
          "%d jobs in the sandbox; %d requests; ", sandbox.jobs().size(), sandbox.requestCount());
      report(sandbox.requests(), latency);
    }
  }

  private static void report(List<Request> requests, long latency) {
    double listing =
        most(requests.stream().filter(Account::isList).toList(), REPOSITORIES) * latency;
    double reading =
        most(requests.stream().filter(each -> !isList(each)).toList(), 1) * latency / CONCURRENT;
    System.out.printf(
        "the minimum is %.0f ms to find the jobs and %.0f ms to list their checkpoints%n",
        listing, reading);
  }

  private static boolean isList(Request request) {
    return request.path().matches(".*/(fine-tunes|fine_tuning/jobs|fine_tunes|search|models)");
  }

  /** The requests to the busiest provider; Oxen has one list for each repository. */
  private static double most(List<Request> requests, int oxenLists) {
    Map<String, Long> counts = requests.stream()
        .collect(
            Collectors.groupingBy(each -> each.path().split("/", 3)[1], Collectors.counting()));
    return counts.entrySet().stream()
        .mapToDouble(
            each -> each.getValue() / (each.getKey().equals("oxen") ? (double) oxenLists : 1))
        .max()
        .orElse(0);
  }

  /** The client's process. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] args) {
      try (CheckpointClient client = CheckpointClient.builder()
          .environment(System.getenv())
          .maxRetries(10)
          .options(CallOptions.defaults().withExpiry())
          .build()) {
        warmUp(client);
        long start = System.nanoTime();
        List<JobRef> refs = find(client);
        long found = System.nanoTime();
        long before = heap();
        long[] counts = list(client, refs);
        long end = System.nanoTime();
        System.out.printf(
            "%d jobs found in %d ms; %d checkpoints listed in %d ms, %d jobs failed; %d KB of heap"
                + " in use before that and %d KB after it%n",
            refs.size(),
            TimeUnit.NANOSECONDS.toMillis(found - start),
            counts[0],
            TimeUnit.NANOSECONDS.toMillis(end - found),
            counts[1],
            before,
            heap());
      }
    }

    /** Loads classes, so that short runs measure only requests. */
    private static void warmUp(CheckpointClient client) {
      for (String job : List.of("openai:ftjob-one", "together:ft-1", "baseten:a/b", "oxen:a/b/c")) {
        try {
          client.list(JobRef.parse(job));
        } catch (CheckpointException e) {
          Objects.requireNonNull(e.kind()); // The job does not exist.
        }
      }
    }

    private static List<JobRef> find(CheckpointClient client) {
      Stream<String> references = Stream.concat(
          Stream.of(
              "together:", "openai:", "portkey:", "baseten:", "azure:", "nebius:", "bedrock:"),
          IntStream.range(0, REPOSITORIES).mapToObj(i -> "oxen:ox/field-" + i));
      List<CompletableFuture<List<Job>>> lists = references
          .map(reference -> client.jobsAsync(JobQuery.parse(reference)))
          .toList();
      List<JobRef> refs = new ArrayList<>();
      lists.forEach(list -> list.join().forEach(job -> refs.add(job.ref())));
      return refs;
    }

    /** The number of listed checkpoints and of failed jobs. */
    private static long[] list(CheckpointClient client, List<JobRef> refs) {
      long[] counts = new long[2];
      try (Stream<JobResult> results = client.listAll(refs)) {
        results.forEach(result -> {
          if (result instanceof JobResult.Failed) {
            counts[1]++;
          } else {
            counts[0] += result.checkpoints().size();
          }
        });
      }
      return counts;
    }

    /** In KB. */
    private static long heap() {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return (runtime.totalMemory() - runtime.freeMemory()) >> 10;
    }
  }
}
