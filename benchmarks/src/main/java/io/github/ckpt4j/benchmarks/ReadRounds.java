package io.github.ckpt4j.benchmarks;

/**
 * A process that reads a job as a contender does, so that the server has its pages ready and is
 * warm.
 */
final class ReadRounds {
  private static final int ROUNDS = 20;

  private ReadRounds() {}

  public static void main(String[] args) throws Exception {
    try (Contender contender = Contender.of(args[0], args[1])) {
      for (int round = 0; round < ROUNDS; round++) {
        contender.all(args[2], ReadBenchmark.PAGE_SIZE);
      }
    }
    System.exit(0); // The SDK and bare OkHttp leave threads running that would delay the exit.
  }
}
