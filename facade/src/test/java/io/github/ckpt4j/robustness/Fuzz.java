package io.github.ckpt4j.robustness;

import static io.github.ckpt4j.fuzz.Fuzzed.check;

import com.google.gson.JsonPrimitive;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.fuzz.FuzzTarget;
import io.github.ckpt4j.fuzz.Fuzzer;
import io.github.ckpt4j.http.HttpTargets;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;

/** All targets of this module, and the program for the long run: {@code [inputs] [seed] [target…]}. */
final class Fuzz {
  private static final JobRef JOB = JobRef.parse("baseten:project/job");
  private static final Provider BASETEN = Providers.all().stream()
      .filter(provider -> provider.info().name().equals(Providers.BASETEN))
      .findFirst()
      .orElseThrow();

  private Fuzz() {}

  public static void main(String[] arguments) {
    Fuzzer.main(targets(), arguments);
  }

  static List<FuzzTarget> targets() {
    return Stream.concat(
            Stream.of(references(), times()),
            Stream.concat(HttpTargets.all().stream(), Stream.of(DecodeTarget.of())))
        .toList();
  }

  private static FuzzTarget references() {
    return FuzzTarget.ofText(
        "references",
        List.of(
            "together:ft-dc07b30c-8203",
            "openai:ftjob-abc123",
            "oxen:namespace/repo/ft_1",
            "baseten:project/job",
            "openai:a/../b",
            "openai:a/"),
        List.of(
            ":",
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%2F",
            "\\",
            " ",
            "\u0000",
            "\u0085",
            "\u00a0",
            "\u202e",
            "?",
            "#",
            "@",
            "openai",
            "a",
            "A",
            "-",
            "0",
            "é",
            "\ud83d\ude00"),
        Fuzz::reference);
  }

  private static void reference(String text) {
    JobRef job;
    try {
      job = JobRef.parse(text);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      check(message.length() < 1_000, "a message is bounded");
      check(
          message.chars().noneMatch(Character::isISOControl),
          "a message has no control characters");
      return;
    }
    check(job.toString().equals(text), "a reference is read as it is written");
    check(JobRef.parse(job.toString()).equals(job), "a reference comes back");
    check(String.join("/", job.segments()).equals(job.id()), "an address is its parts");
    check(
        job.segments().stream().noneMatch(part -> part.isEmpty() || part.matches("\\.{1,2}")),
        "no part leads elsewhere");
  }

  private static FuzzTarget times() {
    return FuzzTarget.ofText(
        "times",
        List.of(
            "2024-06-01T10:00:00Z",
            "2025-11-17 05:05:06.000000000 +0000",
            "2025-11-17 05:05:06.123 +0100 CET m=+0.001",
            "2026-02-11T09:42:00.123456",
            "2026-02-11T09:42:00+05:30",
            "2026-02-11T09:42:00 UTC",
            "20260416T032214Z",
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "1723207952",
            "1723207952.5",
            "1.723207952e+12",
            "+999999999-12-31T23:59:59.999999999-18:00",
            "99999999999999999999e99"),
        List.of(
            "-", "+", ":", ".", "T", "Z", " ", "UTC", "m=", "e", "E+", "0", "9", "99", "24", "60",
            "0000", "9999", "-0001", "\u0660", "\u2212", "١", "Feb", "PM"),
        Fuzz::time);
  }

  private static void time(String text) {
    String body = "{\"checkpoints\":[{\"checkpoint_id\":\"step-1\",\"created_at\":"
        + new JsonPrimitive(text)
        + "}]}";
    Page page = BASETEN
        .checkpoints(JOB, PageRequest.first())
        .decoder()
        .decode(() -> new StringReader(body));
    Checkpoint checkpoint = page.checkpoints().get(0);
    Object kept = checkpoint.details().get("created_at");
    check(
        checkpoint.createdAt() != null || text.isBlank() || text.equals(kept),
        "a time is read, or its text is kept");
    check(checkpoint.createdAt() == null || kept == null, "a time is read or kept, not both");
  }
}
