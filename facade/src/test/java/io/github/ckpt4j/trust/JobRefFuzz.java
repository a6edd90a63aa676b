package io.github.ckpt4j.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.ckpt4j.JobRef;

/** Feeds anything to the reader of references. */
class JobRefFuzz {
  @FuzzTest(maxDuration = "5s")
  void parse(@NotNull String text) {
    JobRef job;
    try {
      job = JobRef.parse(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    if (!job.toString().equals(text) || !JobRef.parse(job.toString()).equals(job)) {
      throw new AssertionError("not read as it is written: " + job);
    }
  }
}
