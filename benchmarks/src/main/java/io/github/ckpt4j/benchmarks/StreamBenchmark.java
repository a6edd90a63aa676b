package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Streams jobs that are too long to hold in memory. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StreamBenchmark {
  /** A job streamed in a JVM with a 32 MB heap; measures the whole process, from start to exit. */
  @State(Scope.Benchmark)
  public static class LongJob {
    @Param({"10", "100", "1000", "10000", "100000", "1000000"})
    public int checkpoints;

    private ServerProcess server;

    @Setup
    public void start() throws IOException {
      server = ServerProcess.start(0);
    }

    @TearDown
    public void stop() {
      server.close();
    }
  }

  /** Figures that the process reports. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Heap {
    /** Heap in use after a collection, with a tenth of the job read. */
    public double earlyMegabytes;

    /** Heap in use after a collection at the end of the job. */
    public double lateMegabytes;
  }

  @Benchmark
  public void smallHeap(LongJob job, Heap heap) throws IOException, InterruptedException {
    List<String> printed = Jvm.run(Jvm.command(
        Contender.CKPT4J,
        List.of("-Xmx32m"),
        StreamOnce.class,
        job.server.baseUrl(),
        String.valueOf(job.checkpoints)));
    if (Integer.parseInt(printed.get(0)) != job.checkpoints) {
      throw new IllegalStateException(
          "Expected " + job.checkpoints + " checkpoints, read " + printed.get(0));
    }
    heap.earlyMegabytes = Long.parseLong(printed.get(1)) / 1024.0;
    heap.lateMegabytes = Long.parseLong(printed.get(2)) / 1024.0;
  }

  /** A job of 20 pages on a server that is as slow as the reader. */
  @State(Scope.Benchmark)
  public static class SlowReader {
    static final int MILLIS_PER_PAGE = 20;
    static final int PAGES = 20;

    private ServerProcess server;
    private CheckpointClient client;

    @Setup
    public void start() throws IOException {
      server = ServerProcess.start(MILLIS_PER_PAGE);
      client = Ckpt4j.builder(server.baseUrl()).build();
    }

    @TearDown
    public void stop() {
      client.close();
      server.close();
    }
  }

  @Benchmark
  public int slowReader(SlowReader reader) throws InterruptedException {
    int seen = 0;
    int pageSize = ReadBenchmark.PAGE_SIZE;
    CheckpointClient client = reader.client.with(reader.client.options().pageSize(pageSize));
    try (Stream<Checkpoint> stream =
        client.stream(Ckpt4j.ref("ftjob-" + SlowReader.PAGES * pageSize))) {
      for (var each = stream.iterator(); each.hasNext(); each.next()) {
        if (seen++ % pageSize == pageSize / 2) {
          Thread.sleep(SlowReader.MILLIS_PER_PAGE);
        }
      }
    }
    return seen;
  }
}
