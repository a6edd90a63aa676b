package io.github.ckpt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/**
 * Lists one page of ten checkpoints in a fresh JVM; measures the whole process, from start to exit.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ColdBenchmark {
  /** A JVM that lists nothing. */
  static final String NOTHING = "nothing";

  @Param({NOTHING, Contender.FLOOR, Contender.BARE, Contender.CKPT4J, Contender.OPENAI_JAVA})
  public String contender = "";

  /** Whether the JVM starts with an archive of the classes that an earlier run loaded. */
  @Param({"false", "true"})
  public boolean appCds;

  private ServerProcess server;
  private Path archive;
  private ProcessBuilder command;

  /** Figures that the process reports. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Memory {
    /** The peak memory of the process. */
    public double peakMegabytes;
  }

  @Setup
  public void start() throws IOException, InterruptedException {
    server = ServerProcess.start(0);
    archive = Files.createTempFile("ckpt4j-benchmarks", ".jsa");
    Files.delete(archive);
    command = command(List.of("-Xshare:auto"));
    if (appCds) {
      Jvm.run(command(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off")));
      command = command(List.of("-XX:SharedArchiveFile=" + archive));
    }
  }

  @TearDown
  public void stop() throws IOException {
    server.close();
    Files.deleteIfExists(archive);
  }

  @Benchmark
  public void listOnePage(Memory memory) throws IOException, InterruptedException {
    memory.peakMegabytes = Long.parseLong(Jvm.run(command).get(0)) / 1024.0;
  }

  private ProcessBuilder command(List<String> options) {
    return contender.equals(NOTHING)
        ? Jvm.command(Contender.FLOOR, options, ListOnce.class)
        : Jvm.command(contender, options, ListOnce.class, contender, server.baseUrl());
  }
}
