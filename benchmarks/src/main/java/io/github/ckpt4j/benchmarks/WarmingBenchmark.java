package io.github.ckpt4j.benchmarks;

import java.io.IOException;
import java.util.List;
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

/** Reads 10,000 checkpoints in pages of 100, round after round, in a JVM that was just started. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WarmingBenchmark {
  private static final String JOB = "ftjob-10000";

  @Param({Contender.FLOOR, Contender.BARE, Contender.CKPT4J, Contender.OPENAI_JAVA})
  public String contender = "";

  private ServerProcess server;
  private Contender client;

  @Setup
  public void start() throws IOException, InterruptedException {
    server = ServerProcess.start(0);
    Jvm.run(Jvm.command(contender, List.of(), ReadRounds.class, contender, server.baseUrl(), JOB));
    client = Contender.of(contender, server.baseUrl());
  }

  @TearDown
  public void stop() throws Exception {
    client.close();
    server.close();
  }

  @Benchmark
  public long round() throws Exception {
    return client.all(JOB, ReadBenchmark.PAGE_SIZE);
  }
}
