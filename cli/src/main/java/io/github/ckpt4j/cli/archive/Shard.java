package io.github.ckpt4j.cli.archive;

import io.github.ckpt4j.JobRef;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A share of the jobs, the same in every run and on every machine: the CRC-32 of a job's reference
 * decides.
 *
 * @param index from 0
 * @param count the number of shares
 */
public record Shard(int index, int count) {
  /** All jobs. */
  public static final Shard ALL = new Shard(0, 1);

  /** Throws {@link IllegalArgumentException} if the index is not below the count. */
  public Shard {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "a shard is I/N, with I from 0 to N-1, not " + index + "/" + count);
    }
  }

  public boolean includes(JobRef job) {
    CRC32 crc = new CRC32();
    crc.update(job.toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % count == index;
  }
}
