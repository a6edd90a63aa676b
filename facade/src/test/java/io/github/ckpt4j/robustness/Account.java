package io.github.ckpt4j.robustness;

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
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how long it takes to find all jobs of a large account and to list their checkpoints with
 * expiry, compared with the least that the limits on concurrency allow: the requests of the provider
 * that received most, one after another where a list is paged, else 16 at once.
 *
 * <p>Usage: {@code Account [jobs of each provider] [milliseconds of latency] [rate of faults]}.
 */
final class Account {
  private static final int CONCURRENT = 16;
  private static final int REPOSITORIES = 7;

  private Account() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    long latency = args.length > 1 ? Long.parseLong(args[1]) : 100;
    double faults = args.length > 2 ? Double.parseDouble(args[2]) : 0;
    Sandbox.Builder builder = Sandbox.builder()
        .job(SandboxJob.of("openai:ftjob-one"))
        .jobs(jobs)
        .latency(Duration.ofMillis(latency));
    if (faults > 0) {
      builder.faultRate(faults, 42);
    }
    try (Sandbox sandbox = builder.start()) {
      ProcessBuilder process =
          ChildJvm.of(Reader.class, List.of("-Xmx64m", "-XX:+UseSerialGC"), "read");
      process.environment().putAll(sandbox.environment());
      System.out.println(ChildJvm.output(process));
      report(sandbox.requests(), latency);
    }
  }

  private static void report(List<Request> requests, long latency) {
    double listing =
        most(requests.stream().filter(Account::isList).toList(), REPOSITORIES) * latency;
    double reading =
        most(requests.stream().filter(each -> !isList(each)).toList(), 1) * latency / CONCURRENT;
    System.out.printf(
        "%d requests; the least time is %.0f ms to find the jobs and %.0f ms to list them%n",
        requests.size(), listing, reading);
  }

  private static boolean isList(Request request) {
    return request.path().matches(".*/(fine-tunes|fine_tuning/jobs|fine_tunes|search|models)");
  }

  /** The requests to the provider that received most; Oxen's lists are one for each repository. */
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
        long end = System.nanoTime();
        System.out.printf(
            "%d jobs found in %d ms; %d checkpoints listed in %d ms, %d jobs failed; heap after"
                + " collections at most %d KB%n",
            refs.size(),
            (found - start) / 1_000_000,
            counts[0],
            (end - found) / 1_000_000,
            counts[1],
            heap() / 1024);
      }
    }

    /** Loads classes, so that short runs measure requests. */
    private static void warmUp(CheckpointClient client) {
      for (String job : List.of("openai:ftjob-one", "together:ft-1", "baseten:a/b", "oxen:a/b/c")) {
        try {
          client.list(JobRef.parse(job));
        } catch (CheckpointException e) {
          Objects.requireNonNull(e.kind()); // There is no such job.
        }
      }
    }

    private static List<JobRef> find(CheckpointClient client) {
      Stream<String> references = Stream.concat(
          Stream.of("together:", "openai:", "portkey:", "baseten:"),
          IntStream.range(0, REPOSITORIES).mapToObj(i -> "oxen:ox/field-" + i));
      List<CompletableFuture<List<Job>>> lists = references
          .map(reference -> client.jobsAsync(JobQuery.parse(reference)))
          .toList();
      List<JobRef> refs = new ArrayList<>();
      lists.forEach(list -> list.join().forEach(job -> refs.add(job.ref())));
      return refs;
    }

    private static long heap() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .map(MemoryPoolMXBean::getCollectionUsage)
          .filter(Objects::nonNull)
          .mapToLong(MemoryUsage::getUsed)
          .sum();
    }
  }
}
