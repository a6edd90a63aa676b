package io.github.ckpt4j.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads one job in a warm JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadBenchmark {
  static final int PAGE_SIZE = 100;

  @Param({Contender.FLOOR, Contender.BARE, Contender.CKPT4J, Contender.OPENAI_JAVA})
  public String contender = "";

  /** The number of checkpoints in the job, on one page or on pages of 100. */
  @Param({"10", "100", "1000", "10000"})
  public int checkpoints;

  private ServerProcess server;
  private Contender client;
  private String job;

  @Setup
  public void start() throws IOException {
    server = ServerProcess.start(0);
    client = Contender.of(contender, server.baseUrl());
    job = "ftjob-" + checkpoints;
  }

  @TearDown
  public void stop() throws Exception {
    client.close();
    server.close();
  }

  @Benchmark
  public long onePage() throws Exception {
    return client.page(job, checkpoints);
  }

  @Benchmark
  public long pagesOf100() throws Exception {
    return client.all(job, PAGE_SIZE);
  }
}
