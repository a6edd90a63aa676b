package io.github.ckpt4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Checks that every benchmark still runs, not how long it takes. */
class SmokeIT {
  /** By default, JMH refuses to run next to another JMH, whose measurements it could distort. */
  @BeforeAll
  static void runNextToMeasurements() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "ReadBenchmark, 8, checkpoints, 100",
    "ColdBenchmark, 2, contender, ckpt4j",
    "ManyJobsBenchmark, 1, concurrent, 64",
    "StreamBenchmark, 2, checkpoints, 1000",
    "WarmingBenchmark, 1, contender, ckpt4j",
    "StartBenchmark, 3, jdk, this",
    "CommandBenchmark, 2, checkpoints, 1000",
  })
  void runsOnce(String benchmark, int results, String parameter, String value)
      throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("\\." + benchmark + "\\.")
        .param(parameter, value)
        .mode(Mode.SingleShotTime)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .shouldFailOnError(true);
    assertEquals(results, new Runner(options).run().size());
  }
}
