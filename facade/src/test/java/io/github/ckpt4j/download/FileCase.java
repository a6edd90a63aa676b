package io.github.ckpt4j.download;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint whose files are to be downloaded, and their correct contents.
 *
 * @param truth the SHA-256 of each file
 */
record FileCase(Sandbox sandbox, Checkpoint checkpoint, Map<String, String> truth) {
  private static final Pattern RANGE = Pattern.compile("(?i)\nRange: bytes=(\\d+)-(\\d+)");
  private static final Pattern CHUNK = Pattern.compile("chunk_start=(\\d+)");

  /** One case for each provider with files. Its weights take three ranges. */
  static List<FileCase> all(Sandbox sandbox) {
    List<FileCase> all = new ArrayList<>();
    try (CheckpointClient client =
        CheckpointClient.builder().environment(sandbox.environment()).build()) {
      for (String job : sandbox.jobs()) {
        Checkpoint checkpoint = client.latest(JobRef.parse(job)).orElseThrow();
        all.add(new FileCase(sandbox, checkpoint, Truth.of(sandbox, checkpoint)));
      }
    }
    return all;
  }

  static Sandbox startSandbox() {
    return Sandbox.builder()
        .checkpointSize((2 << 20) + 100_000)
        .job(SandboxJob.of("together:ft-faulty"))
        .job(SandboxJob.of("oxen:ox/farm/ft_faulty"))
        .job(SandboxJob.of("baseten:faulty/job1"))
        .start();
  }

  String provider() {
    return checkpoint.provider();
  }

  String key() {
    String variable = provider().toUpperCase(Locale.ROOT) + "_API_KEY";
    return Objects.requireNonNull(sandbox.environment().get(variable), variable);
  }

  /** Whether a request is for the list of files or its equivalent. */
  boolean isList(String request) {
    return switch (provider()) {
      case "together" -> request.contains("/finetune/download") && until(request) == 1;
      case "oxen" -> request.contains("/dir/");
      default -> request.contains("/checkpoint_files");
    };
  }

  /** Whether a request is for bytes of a file. */
  boolean isData(String request) {
    return switch (provider()) {
      case "together" -> request.contains("/finetune/download") && until(request) != 1;
      case "oxen" -> request.contains("/chunk/");
      default -> request.contains("/baseten-training/");
    };
  }

  /** The first byte that a request needs. */
  long from(String request) {
    Matcher matcher = (provider().equals("oxen") ? CHUNK : RANGE).matcher(request);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static long until(String request) {
    Matcher matcher = RANGE.matcher(request);
    return matcher.find() ? Long.parseLong(matcher.group(2)) + 1 : -1;
  }

  @Override
  public String toString() {
    return provider();
  }
}
