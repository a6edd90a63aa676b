package io.github.ckpt4j.robustness;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/** Streams a job in a separate process, whose heap can be small. */
final class CountStream {
  private CountStream() {}

  /**
   * Prints the number of checkpoints if their steps arrive in order without gaps, or else the kind
   * of the error.
   */
  public static void main(String[] arguments) {
    JobRef job = JobRef.parse(arguments[0]);
    long every = Long.parseLong(arguments[1]);
    long next = 0;
    long count = 0;
    try (CheckpointClient client = CheckpointClient.fromEnvironment();
        Stream<Checkpoint> stream =
            client.with(client.options().pageSize(1000).timeout(Duration.ofMinutes(1))).stream(
                job)) {
      for (Iterator<Checkpoint> all = stream.iterator(); all.hasNext(); count++) {
        Long step = all.next().step();
        if (step == null || (count > 0 && step != next)) {
          throw new AssertionError("not step " + next + ": " + step);
        }
        next = step - every; // Newest first.
      }
    } catch (CheckpointException e) {
      System.out.println(e.kind());
      return;
    }
    System.out.println(
        count + " checkpoints in " + (Runtime.getRuntime().maxMemory() >> 20) + " MB");
  }
}
