package io.github.ckpt4j.robustness;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonPrimitive;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Gives any text to the reader of times, which must read it or keep it, and lose no checkpoint. */
class TimesFuzz {
  private static final JobRef JOB = JobRef.parse("baseten:project/job");
  private static final Provider BASETEN = Providers.all().stream()
      .filter(provider -> provider.info().name().equals(Providers.BASETEN))
      .findFirst()
      .orElseThrow();

  static Stream<byte[]> examples() {
    return Stream.of(
            "2024-06-01T10:00:00Z",
            "2025-11-17 05:05:06.000000000 +0000",
            "2026-02-11T09:42:00.123456",
            "2026-02-11T09:42:00+05:30",
            "2026-02-11T09:42:00 UTC",
            "1723207952",
            "1723207952.5",
            "1.723207952e+12",
            "-1e99",
            "")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("examples")
  @FuzzTest(maxDuration = "5s")
  void parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String body = "{\"checkpoints\":[{\"checkpoint_id\":\"step-1\",\"created_at\":"
        + new JsonPrimitive(text)
        + "}]}";
    Page page = BASETEN
        .checkpoints(JOB, PageRequest.first())
        .decoder()
        .decode(() -> new StringReader(body));
    Checkpoint checkpoint = page.checkpoints().get(0);
    Object kept = checkpoint.details().get("created_at");
    if (checkpoint.createdAt() == null && !text.isBlank() && !text.equals(kept)) {
      throw new AssertionError("neither read nor kept: " + text);
    }
    if (checkpoint.createdAt() != null && kept != null) {
      throw new AssertionError("read and kept: " + text);
    }
  }
}
