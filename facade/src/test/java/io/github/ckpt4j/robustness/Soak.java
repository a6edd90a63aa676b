package io.github.ckpt4j.robustness;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.EachProvider;
import io.github.ckpt4j.client.SkippedWaits;
import io.github.ckpt4j.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/**
 * Lists a million times from 64 threads while every twentieth response is a fault, and compares
 * each list with the list from a server without faults. The servers run in another process, so that
 * the heap, threads and descriptors measured here are the client's. The command is in
 * docs/trust.md.
 *
 * <p>It exits with an error if a list is wrong, or if heap, threads, connections or descriptors
 * have grown between the first tenth of the listings and the last.
 */
final class Soak {
  private static final int THREADS = 64;
  private static final int JOBS = 60;
  private static final int ROUNDS = 10;
  private static final double FAULTS = 0.05;

  private Soak() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("server")) {
      serve();
      return;
    }
    int listings = Integer.getInteger("listings", 1_000_000);
    Process server = ChildJvm.of(Soak.class, List.of("-Xmx256m"), "server").start();
    try (BufferedReader output = new BufferedReader(
        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      List<List<Checkpoint>> expected = new ArrayList<>();
      try (CheckpointClient calm =
          CheckpointClient.builder().environment(read(output)).build()) {
        IntStream.range(0, JOBS)
            .forEach(number -> expected.add(calm.list(EachProvider.job(number))));
      }
      soak(read(output), expected, listings);
    } finally {
      server.destroy();
    }
    Instant start = Instant.now();
    Load.listAll(10_000);
    System.out.println("10000 jobs through listAll in " + since(start));
    start = Instant.now();
    System.out.println(Load.stream(1_000_000, 32) + " in " + since(start));
  }

  private static void soak(
      Map<String, String> environment, List<List<Checkpoint>> expected, int listings)
      throws Exception {
    SkippedWaits waits = new SkippedWaits();
    OkHttpClient http = new OkHttpClient.Builder()
        .connectionPool(new ConnectionPool(THREADS, 5, TimeUnit.MINUTES))
        .build();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    List<Sample> samples = new ArrayList<>();
    try (CheckpointClient client = waits
        .in(CheckpointClient.builder())
        .environment(environment)
        .okHttpClient(http)
        .maxRetries(12)
        .options(CallOptions.defaults().pageSize(10))
        .build()) {
      Instant start = Instant.now();
      System.out.println("listings  retries  heap KB  threads  connections  descriptors");
      for (int round = 1; round <= ROUNDS; round++) {
        listMany(client, executor, expected, listings / ROUNDS);
        Sample sample = Sample.take(http);
        samples.add(sample);
        System.out.printf(
            "%8d %8d %8d %8d %12d %12d%n",
            (long) listings / ROUNDS * round,
            waits.count(),
            sample.heap >> 10,
            sample.threads,
            sample.connections,
            sample.descriptors);
      }
      System.out.println(listings + " listings, all as served, in " + since(start));
    } finally {
      executor.shutdown();
    }
    samples.get(0).assertNoGrowthTo(samples.get(ROUNDS - 1));
  }

  private static void listMany(
      CheckpointClient client, ExecutorService executor, List<List<Checkpoint>> expected, int count)
      throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      work.add(() -> {
        for (int number = first; number < count; number += THREADS) {
          JobRef job = EachProvider.job(number % JOBS);
          List<Checkpoint> listed = client.list(job);
          if (!listed.equals(expected.get(number % JOBS))) {
            throw new AssertionError(job + " is not as served: " + listed);
          }
        }
        return null;
      });
    }
    for (Future<Void> done : executor.invokeAll(work)) {
      done.get();
    }
  }

  /** Serves with and without faults until it is stopped, and prints the addresses. */
  private static void serve() throws InterruptedException {
    Sandbox calm = served().start();
    Sandbox faulty = served().faultRate(FAULTS, 1).start();
    for (Sandbox sandbox : List.of(calm, faulty)) {
      sandbox.environment().forEach((name, value) -> System.out.println(name + "=" + value));
      System.out.println();
    }
    Thread.currentThread().join();
  }

  private static Sandbox.Builder served() {
    Sandbox.Builder builder = Sandbox.builder();
    IntStream.range(0, JOBS).forEach(number -> builder.job(Load.served(number)));
    return builder;
  }

  private static Map<String, String> read(BufferedReader output) throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String line = output.readLine(); line != null && !line.isEmpty(); ) {
      String[] parts = line.split("=", 2);
      environment.put(parts[0], parts[1]);
      line = output.readLine();
    }
    return environment;
  }

  private static String since(Instant start) {
    return Duration.between(start, Instant.now()).toSeconds() + " s";
  }

  /** The resources that the idle client uses. */
  private record Sample(long heap, int threads, int connections, long descriptors) {
    private static final long SOME_HEAP = 4 << 20;
    private static final int SOME = 16;

    static Sample take(OkHttpClient http) {
      System.gc();
      var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Sample(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          http.connectionPool().connectionCount(),
          system.getOpenFileDescriptorCount());
    }

    void assertNoGrowthTo(Sample last) {
      if (last.heap > heap + SOME_HEAP
          || last.threads > threads + SOME
          || last.connections > Math.max(connections, THREADS)
          || last.descriptors > descriptors + THREADS) {
        throw new AssertionError("grown from " + this + " to " + last);
      }
    }
  }
}
