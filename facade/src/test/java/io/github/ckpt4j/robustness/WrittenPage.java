package io.github.ckpt4j.robustness;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.sandbox.ProviderJson;
import io.github.ckpt4j.sandbox.SandboxCheckpoint;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.time.Instant;
import java.util.List;

/**
 * A page as the sandbox writes it, with generated values.
 *
 * @param seed determines the order of members and the positions of unknown ones
 */
record WrittenPage(JobRef job, List<SandboxCheckpoint> samples, Instant created, long seed) {

  String json() {
    return written().shuffled(seed).checkpoints();
  }

  /** The same page in the provider's own order. */
  String plainJson() {
    return written().checkpoints();
  }

  private ProviderJson written() {
    return ProviderJson.of(
        SandboxJob.of(job.toString()).fullFineTune().checkpoints(samples).createdAt(created));
  }
}
