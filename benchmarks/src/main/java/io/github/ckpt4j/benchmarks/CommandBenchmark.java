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

/** Runs the packaged command for a long job; measures the whole process, from start to exit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CommandBenchmark {
  static final int MEGABYTES = 128;

  @Param("1000000")
  public int checkpoints;

  private ServerProcess server;
  private Command command;
  private String job;

  @Setup
  public void start() throws IOException {
    server = ServerProcess.start(0);
    command = new Command(Command.THIS_JDK, server.baseUrl());
    job = "openai:ftjob-" + checkpoints;
  }

  @TearDown
  public void stop() throws IOException {
    command.close();
    server.close();
  }

  @Benchmark
  public List<String> best() throws IOException, InterruptedException {
    return Jvm.run(command.run(List.of("best", job), "-Xmx" + MEGABYTES + "m"));
  }

  @Benchmark
  public List<String> plot() throws IOException, InterruptedException {
    String file = command.file("plot.png").toString();
    return Jvm.run(command.run(List.of("plot", job, "--file", file)));
  }
}
