package io.github.ckpt4j.robustness;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ckpt4j.JobRef;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Gives any text to the reader of references. */
class JobRefFuzz {
  static Stream<byte[]> examples() {
    return Stream.of(
            "together:ft-dc07b30c-8203",
            "openai:ftjob-abc123",
            "oxen:namespace/repo/ft_1",
            "baseten:project/job",
            "a:../b",
            "a:b//c",
            ":")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("examples")
  @FuzzTest(maxDuration = "5s")
  void parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    JobRef job;
    try {
      job = JobRef.parse(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    if (!job.toString().equals(text)
        || !JobRef.parse(job.toString()).equals(job)
        || !String.join("/", job.segments()).equals(job.id())) {
      throw new AssertionError("not read as it is written: " + job);
    }
  }
}
