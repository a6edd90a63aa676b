package io.github.ckpt4j.client;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class NebiusTest extends ProviderContract implements OpenAiProtocolContract {
  private static final JobRef JOB = JobRef.parse("nebius:ftjob-abc123");

  @Override
  public JobRef job() {
    return JOB;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("api-key", KEY);
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + KEY);
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("NEBIUS_API_KEY", KEY);
  }

  @Override
  public boolean namesReportTheRole() {
    return false;
  }

  @Override
  public String resource(String name) {
    return ProviderFixture.resource(name.equals("job.json") ? "openai" : "nebius", name);
  }

  @Override
  public List<Checkpoint> documented() {
    return List.of(example()
        .metrics(Map.of(
            Metric.TRAIN_LOSS, 0.5,
            Metric.TRAIN_MEAN_TOKEN_ACCURACY, 0.875,
            Metric.VALID_LOSS, 0.75,
            Metric.VALID_MEAN_TOKEN_ACCURACY, 0.625))
        .build());
  }

  @Override
  public List<Checkpoint> real() {
    return List.of(example().metrics(Map.of(Metric.TRAIN_LOSS, 1.3478)).build());
  }

  private static Checkpoint.Builder example() {
    return Checkpoint.builder(JOB, "ftckpt_2")
        .step(20L)
        .createdAt(Instant.ofEpochSecond(1752660000))
        .modelName("meta-llama/Meta-Llama-3.1-8B-Instruct-demo-step-20")
        .detail("result_files", List.of("file-a", "file-b"));
  }
}
