package io.github.ckpt4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that lists one page of ten and exits. Prints its peak memory in KB. Without arguments,
 * it lists nothing.
 */
final class ListOnce {
  private ListOnce() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2) {
      try (Contender contender = Contender.of(args[0], args[1])) {
        contender.page("ftjob-10", 10);
      }
    }
    System.out.println(peakKilobytes());
    System.exit(0); // The SDK and bare OkHttp leave threads running that would delay the exit.
  }

  /** This process's peak memory, as counted by Linux. */
  static long peakKilobytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }
}
