package io.github.ckpt4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.finetuning.jobs.checkpoints.CheckpointListParams;
import com.openai.models.finetuning.jobs.checkpoints.FineTuningJobCheckpoint;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import io.github.ckpt4j.sandbox.Fault;
import io.github.ckpt4j.sandbox.Sandbox;
import io.github.ckpt4j.sandbox.SandboxCheckpoint;
import io.github.ckpt4j.sandbox.SandboxJob;
import io.github.ckpt4j.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One server, two clients: ckpt4j reads the same as OpenAI's own SDK, field by field, from
 * thousands of generated pages and from the examples in the vendors' specifications.
 */
class OfficialSdkTest {
  private static final int JOBS = 1500;
  private static final int PAGE = 12;

  private static final List<String> METRICS = List.of(
      "train_loss",
      "train_mean_token_accuracy",
      "valid_loss",
      "valid_mean_token_accuracy",
      "full_valid_loss",
      "full_valid_mean_token_accuracy",
      "extra");

  private static final List<String> OURS = List.of("openai", "portkey");

  private static Sandbox sandbox;
  private static OpenAIClient official;
  private static CheckpointClient ours;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().pageLimit(PAGE).shuffleMembers(1).start();
    String baseUrl = sandbox.baseUrl("openai");
    String key = Objects.requireNonNull(sandbox.environment().get("OPENAI_API_KEY"));
    official = OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey(key).build();
    ours = CheckpointClient.builder()
        .set("openai", Setting.API_KEY, key)
        .set("openai", Setting.BASE_URL, baseUrl)
        .set("portkey", Setting.API_KEY, "key")
        .set("portkey", Setting.BASE_URL, baseUrl)
        .set("portkey", "provider", "openai")
        .set("portkey", "provider-key", key)
        .build();
  }

  @AfterAll
  static void end() {
    ours.close();
    official.close();
    sandbox.close();
  }

  @Test
  void generatedPages() {
    int checkpoints = 0;
    for (int seed = 0; seed < JOBS; seed++) {
      Random random = new Random(seed);
      String job = "ftjob-" + (seed % 2 == 0 ? seed : String.format(Locale.ROOT, "%032x", seed));
      sandbox.add(SandboxJob.of("openai:" + job)
          .model("gpt-4o \u00e4\\ \"" + random.nextInt(999))
          .createdAt(Instant.ofEpochSecond(1_500_000_000L + random.nextInt(1_000_000_000)))
          .checkpoints(Stream.generate(() -> random.nextInt(10_000_000))
              .limit(random.nextInt(3 * PAGE))
              .map(step -> SandboxCheckpoint.of(step, metrics(random)))
              .toList()));
      checkpoints += compare(job);
    }
    assertTrue(checkpoints > 10 * JOBS, () -> "too few checkpoints to compare");
  }

  private static Map<String, Double> metrics(Random random) {
    Map<String, Double> metrics = new HashMap<>();
    for (String name : METRICS) {
      if (random.nextBoolean()) {
        double value = random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
        metrics.put(name, random.nextInt(3) == 0 ? random.nextInt(10) : -value);
      }
    }
    return metrics;
  }

  @Test
  void documentedExamples() throws IOException {
    // Excludes azure/real, because the SDK rejects its step 90.0.
    for (String example : List.of("openai/document", "openai/real", "portkey/document")) {
      Path file = Path.of("../facade/src/test/resources", example + ".json");
      int reads = 1 + OURS.size();
      sandbox.failNext(
          "openai", Fault.response(200, "application/json", Files.readString(file)), reads);
      // The job of the examples: ckpt4j refuses a response about another job.
      assertTrue(compare("ftjob-abc123") > 0, example);
    }
  }

  private static int compare(String job) {
    List<FineTuningJobCheckpoint> expected = official
        .fineTuning()
        .jobs()
        .checkpoints()
        .list(CheckpointListParams.builder().fineTuningJobId(job).build())
        .autoPager()
        .stream()
        .toList();
    for (String provider : OURS) {
      try (Stream<Checkpoint> stream = ours.stream(JobRef.parse(provider + ":" + job))) {
        List<Checkpoint> actual = stream.toList();
        assertEquals(expected.size(), actual.size(), job);
        for (int i = 0; i < actual.size(); i++) {
          compare(expected.get(i), actual.get(i));
        }
      }
    }
    return expected.size();
  }

  private static void compare(FineTuningJobCheckpoint expected, Checkpoint actual) {
    assertEquals(expected.id(), actual.id());
    assertEquals(Long.valueOf(expected.stepNumber()), actual.step());
    assertEquals(
        expected.createdAt(),
        actual.createdAt() == null ? -1 : actual.createdAt().getEpochSecond());
    assertEquals(expected.fineTunedModelCheckpoint(), actual.modelName());
    FineTuningJobCheckpoint.Metrics metrics = expected.metrics();
    Map<Metric, Double> known = new HashMap<>();
    put(known, Metric.TRAIN_LOSS, metrics.trainLoss());
    put(known, Metric.TRAIN_MEAN_TOKEN_ACCURACY, metrics.trainMeanTokenAccuracy());
    put(known, Metric.VALID_LOSS, metrics.validLoss());
    put(known, Metric.VALID_MEAN_TOKEN_ACCURACY, metrics.validMeanTokenAccuracy());
    put(known, Metric.FULL_VALID_LOSS, metrics.fullValidLoss());
    put(known, Metric.FULL_VALID_MEAN_TOKEN_ACCURACY, metrics.fullValidMeanTokenAccuracy());
    Map<Metric, Double> read = new HashMap<>(actual.metrics());
    read.keySet().removeIf(metric -> metric.name().startsWith("extra"));
    assertEquals(known, read);
  }

  private static void put(Map<Metric, Double> into, Metric metric, Optional<Double> value) {
    value.ifPresent(number -> into.put(metric, number));
  }
}
