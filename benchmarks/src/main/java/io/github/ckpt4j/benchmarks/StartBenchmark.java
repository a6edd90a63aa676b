package io.github.ckpt4j.benchmarks;

import java.io.IOException;
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

/** Runs the packaged command; measures the whole process, from the launcher's start to the exit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StartBenchmark {
  /** A JVM that does nothing. */
  static final String NOTHING = "nothing";

  static final String VERSION = "version";

  /** One page of ten. */
  static final String LIST = "list";

  @Param({NOTHING, VERSION, LIST})
  public String line = "";

  @Param({Command.THIS_JDK, Command.JDK_25})
  public String jdk = "";

  private ServerProcess server;
  private Command command;
  private ProcessBuilder process;
  private long classesOutsideArchive;

  /** Figures of the process. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Classes {
    /** The number of loaded classes that do not come from an archive. */
    public double outsideArchive;
  }

  @Setup
  public void start() throws IOException, InterruptedException {
    server = ServerProcess.start(0);
    command = new Command(jdk, server.baseUrl());
    if (line.equals(NOTHING)) {
      process = command.nothing();
    } else {
      List<String> arguments =
          line.equals(VERSION) ? List.of("--version") : List.of("list", "openai:ftjob-10");
      process = command.run(arguments);
      Jvm.run(process); // Creates the archive.
      classesOutsideArchive = command.classesOutsideArchive(arguments);
    }
  }

  @TearDown
  public void stop() throws IOException {
    command.close();
    server.close();
  }

  @Benchmark
  public void run(Classes classes) throws IOException, InterruptedException {
    Jvm.run(process);
    classes.outsideArchive = classesOutsideArchive;
  }
}
