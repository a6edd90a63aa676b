package io.github.ckpt4j.cli;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first checkpoints of one of many jobs. Reading this many takes a hundred requests; without a
 * limit, one job could take all day.
 */
record FirstCheckpoints(List<Checkpoint> list, boolean isComplete) {
  static final int MOST = 10_000;

  static FirstCheckpoints read(CheckpointClient client, JobRef job) {
    try (Stream<Checkpoint> checkpoints = client.stream(job)) {
      List<Checkpoint> read = checkpoints.limit(MOST + 1L).toList();
      return read.size() > MOST
          ? new FirstCheckpoints(read.subList(0, MOST), false)
          : new FirstCheckpoints(read, true);
    }
  }
}
