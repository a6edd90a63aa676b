package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.client.JobResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Lists many jobs of ten checkpoints each from a server that takes 50 ms to respond. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ManyJobsBenchmark {
  static final int LATENCY_MILLIS = 50;

  @Param("1000")
  public int jobs;

  @Param({"1", "4", "16", "64", "256"})
  public int concurrent;

  private ServerProcess server;
  private ExecutorService threads;
  private CheckpointClient client;
  private List<JobRef> refs;

  /** Figures that the benchmark reports. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Threads {
    /** The peak number of threads in the JVM, including its own and JMH's. */
    public int peakThreads;
  }

  @Setup
  public void start() throws IOException {
    server = ServerProcess.start(LATENCY_MILLIS);
    // The client's default executor has at most 64 threads.
    threads = Executors.newFixedThreadPool(concurrent);
    client = Ckpt4j.builder(server.baseUrl())
        .executor(threads)
        .maxConcurrentJobs(concurrent)
        .build();
    refs = IntStream.range(0, jobs).mapToObj(i -> Ckpt4j.ref("ftjob-10-" + i)).toList();
  }

  @TearDown
  public void stop() {
    client.close();
    threads.shutdown();
    server.close();
  }

  @Benchmark
  public long listAll(Threads peak) {
    ManagementFactory.getThreadMXBean().resetPeakThreadCount();
    try (Stream<JobResult> results = client.listAll(refs)) {
      long checkpoints = results
          .mapToLong(result -> ((JobResult.Listed) result).checkpoints().size())
          .sum();
      peak.peakThreads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
      return checkpoints;
    }
  }
}
