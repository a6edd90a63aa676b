package io.github.ckpt4j.benchmarks;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.client.CheckpointClient;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.stream.Stream;

/**
 * A process that streams one job without keeping its checkpoints. Prints the number of checkpoints,
 * then the heap in use in KB after a garbage collection, with a tenth read and at the end.
 */
final class StreamOnce {
  private StreamOnce() {}

  public static void main(String[] args) {
    int count = Integer.parseInt(args[1]);
    long seen = 0;
    long early = 0;
    long late = 0;
    try (CheckpointClient client = Ckpt4j.builder(args[0]).build();
        Stream<Checkpoint> stream =
            client.with(client.options().pageSize(ReadBenchmark.PAGE_SIZE)).stream(
                Ckpt4j.ref("ftjob-" + count))) {
      for (var each = stream.iterator(); each.hasNext(); each.next()) {
        seen++;
        if (seen == count / 10) {
          early = usedKilobytes();
        } else if (seen == count) {
          late = usedKilobytes();
        }
      }
    }
    System.out.println(seen);
    System.out.println(early);
    System.out.println(late);
  }

  private static long usedKilobytes() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getUsage().getUsed())
            .sum()
        / 1024;
  }
}
