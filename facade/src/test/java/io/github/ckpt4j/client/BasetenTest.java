package io.github.ckpt4j.client;

import static io.github.ckpt4j.Job.State.CANCELLED;
import static io.github.ckpt4j.Job.State.FAILED;
import static io.github.ckpt4j.Job.State.QUEUED;
import static io.github.ckpt4j.Job.State.RUNNING;
import static io.github.ckpt4j.Job.State.SUCCEEDED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Status;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BasetenTest extends ProviderContract
    implements OnePageContract, SeparateMetricsContract {
  private static final JobRef JOB = JobRef.parse("baseten:proj1/job1");

  @Override
  public JobRef job() {
    return JOB;
  }

  @Override
  public String basePath() {
    return "";
  }

  @Override
  public String listPath() {
    return "/v1/training_projects/proj1/jobs/job1/checkpoints";
  }

  @Override
  public String jobPath() {
    return "/v1/training_projects/proj1/jobs/job1";
  }

  @Override
  public String metricsPath() {
    return "/v1/training_projects/proj1/jobs/job1/metrics";
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
    return Map.of("BASETEN_API_KEY", KEY);
  }

  @Override
  public String listField() {
    return "checkpoints";
  }

  @Override
  public String identity() {
    return "checkpoint_id";
  }

  @Override
  public Item atStep(long step) {
    return item().with("checkpoint_id", "\"checkpoint-" + step + "\"");
  }

  @Override
  public List<String> openWords() {
    return List.of("checkpoint_type", "sync_status");
  }

  @Override
  public List<Checkpoint> documented() {
    return List.of(Checkpoint.builder(JOB, "checkpoint-24")
        .step(24L)
        .createdAt(Instant.parse("2024-06-01T10:00:00Z"))
        .modelName("checkpoint-24")
        .sizeBytes(5368709120L)
        .artifact("lora")
        .status(Status.READY)
        .detail("base_model", "Qwen/Qwen3-0.6B")
        .detail("lora_adapter_config", Map.of("r", 16L, "target_modules", List.of("q_proj")))
        .detail("sync_status", "COMPLETE")
        .detail("training_job_id", "job1")
        .build());
  }

  @Override
  public List<Checkpoint> real() {
    return List.of(
        Checkpoint.builder(JOB, ".")
            .createdAt(Instant.parse("2025-11-17T05:05:06Z"))
            .modelName(".")
            .sizeBytes(16060522496L)
            .artifact("full")
            .build(),
        Checkpoint.builder(JOB, "ckpt-001")
            .step(1L)
            .createdAt(Instant.parse("2024-06-01T10:00:00Z"))
            .modelName("ckpt-001")
            .sizeBytes(0L)
            .artifact("full")
            .build(),
        Checkpoint.builder(JOB, "checkpoint-24-1")
            .step(24L)
            .createdAt(Instant.parse("2025-11-17T05:05:07Z"))
            .modelName("checkpoint-24-1")
            .sizeBytes(1L)
            .artifact("lora")
            .status(Status.READY)
            .detail("base_model", "b")
            .detail("lora_adapter_config", Map.of("r", 8L))
            .detail("sync_status", "COMPLETED")
            .detail("training_job_id", "job1")
            .build(),
        Checkpoint.builder(JOB, "step-100")
            .step(100L)
            .createdAt(Instant.parse("2024-06-01T10:00:00Z"))
            .modelName("step-100")
            .sizeBytes(2147483648L)
            .artifact("whisper")
            .status(Status.SYNCING)
            .detail("sync_status", "SYNCING")
            .detail("training_job_id", "job1")
            .build());
  }

  @Override
  public Map<String, String> namedInList() {
    return Map.of(
        "training_job.id", "job1",
        "training_job.training_project_id", "proj1",
        "item.training_job_id", "job1");
  }

  @Override
  public Map<String, String> namedInJob() {
    return Map.of("training_job.id", "job1", "training_job.training_project_id", "proj1");
  }

  @Override
  public String jobStatus() {
    return "training_job.current_status";
  }

  @Override
  public Map<String, Job.State> states() {
    return Map.ofEntries(
        entry("TRAINING_JOB_PENDING", QUEUED),
        entry("TRAINING_JOB_CREATED", QUEUED),
        entry("TRAINING_JOB_QUEUED", QUEUED),
        entry("TRAINING_JOB_DEPLOYING", QUEUED),
        entry("TRAINING_JOB_RUNNING", RUNNING),
        entry("TRAINING_JOB_COMPLETED", SUCCEEDED),
        entry("TRAINING_JOB_DEPLOY_FAILED", FAILED),
        entry("TRAINING_JOB_FAILED", FAILED),
        entry("TRAINING_JOB_STOPPED", CANCELLED));
  }

  @Override
  public List<String> jobNames() {
    return List.of("name");
  }

  @Override
  public Job documentedJob() {
    return Job.builder(JOB, SUCCEEDED)
        .providerState("TRAINING_JOB_COMPLETED")
        .createdAt(Instant.parse("2026-02-03T04:00:00Z"))
        .finishedAt(Instant.parse("2026-02-03T06:00:00Z"))
        .name("gpt-oss-job")
        .detail("checkpoint_sync_status", "COMPLETED")
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "checkpoint-24, 24",
    "step-100, 100",
    "step_100, 100",
    "ckpt-001, 1",
    "Checkpoint-7, 7",
    "checkpoint-24-1, 24",
    "checkpoint-7-5500, 5500",
    "checkpoint_7_5500.pt, 5500",
    "global_step500, 500",
    "run/global_step500, 500",
    "iter_0000500, 500",
    "epoch=3-step=500, 500",
    "epoch=3-step=500-v1.ckpt, 500",
    "step-100-2, 100",
    "epoch=3,",
    "epoch_3,",
    "footstep500,",
    "checkpoint-final,",
    "epoch-3-step-100, 100",
    "sampler_weights/step-100, 100",
    "checkpoint-999999999999999999, 999999999999999999",
    ".,",
    "final,",
    "checkpoint-,",
    "checkpoint-24-best,",
    "mycheckpoint-24,",
    "24,",
    "checkpoint-1000000000000000000000,",
    "checkpoint-24/rank-0,"
  })
  void theStepIsReadFromTheName(String id, @Nullable Long step) {
    server().enqueue(page(item().with("checkpoint_id", "\"" + id + "\"")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.id()).isEqualTo(id);
    assertThat(checkpoint.step()).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-04-16 03:22:14 +0000 UTC",
        "2026-04-16 05:22:14 +0200 CEST",
        "2026-04-16 03:22:14.000000 +0000 UTC m=+0.014",
        "Thu, 16 Apr 2026 03:22:14 GMT",
        "Thu, 16 Apr 2026 05:22:14 +0200",
        "20260416T032214Z",
        "20260416T052214+0200",
        "20260416T032214",
        "1776309734",
        "1776309734000",
        "1776309734000000",
        "1776309734000000000",
        "16 Apr 2026 03:22:14 GMT",
        "2026-04-16T03:22:14.000Z"
      })
  void theTimeIsReadInEveryFormat(String text) {
    server().enqueue(page(item().with("created_at", "\"" + text + "\"")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.createdAt()).isEqualTo("2026-04-16T03:22:14Z");
    assertThat(checkpoint.details()).doesNotContainKey("created_at");
  }

  @Test
  void twoCheckpointsWithOneNameHaveDifferentIds() {
    String older =
        item().with("checkpoint_id", "\"a\"").with("created_at", "1776309734").toString();
    String newer =
        item().with("checkpoint_id", "\"a\"").with("created_at", "1776309735").toString();
    server().enqueue(page(newer, older)).enqueue(page(older, newer)).enqueue(page(older));
    assertThat(list()).extracting(Checkpoint::id).containsExactly("a", "a-2");
    assertThat(list()).extracting(Checkpoint::id).containsExactly("a", "a-2");
    assertThat(list()).extracting(Checkpoint::id).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETE, READY, true",
    "COMPLETED, READY, true",
    "complete, READY, true",
    "SYNCING, SYNCING, false",
    "syncing, SYNCING, false",
    "PAUSED, UNKNOWN, true"
  })
  void theStatusIsThatOfTheUpload(String word, Status status, boolean usable) {
    server().enqueue(page(item().with("sync_status", "\"" + word + "\"")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.status()).isEqualTo(status);
    assertThat(checkpoint.isUsable()).isEqualTo(usable);
  }

  @Test
  void incompleteCheckpointsCanBeFilteredOut() {
    server().enqueue(resource("real.json")).enqueue(resource("real.json"));
    CheckpointClient client = client().with(options().onlyUsable());
    assertThat(client.list(JOB))
        .extracting(Checkpoint::id)
        .containsExactly(".", "ckpt-001", "checkpoint-24-1");
    assertThat(client.latest(JOB)).map(Checkpoint::id).hasValue("checkpoint-24-1");
  }

  @Test
  void theOlderCredentialSchemeIsSupported() {
    server().enqueue(page());
    client(builder -> builder.set("baseten", "auth-scheme", "Api-Key")).list(JOB);
    assertThat(server().onlyRequest().getHeaders().get("Authorization"))
        .isEqualTo("Api-Key " + KEY);
  }

  @Test
  void metricsAreTheLastMeasuredUpToTheCheckpointsTime() {
    server().enqueue(page(item())).enqueue(resource("metrics.json"));
    assertThat(withMetrics().list(JOB).get(0).metrics())
        .isEqualTo(Map.of(
            Metric.of("gpu_utilization"), 0.5,
            Metric.of("gpu_utilization_1"), 0.75,
            Metric.of("gpu_memory_usage_bytes"), 8e10,
            Metric.of("cpu_usage"), 3.5,
            Metric.of("cpu_memory_usage_bytes"), 6e9));
  }

  @Test
  void hardwareMetricsAreReadOnRequestOnly() {
    server().route(request -> Server.response(200, page(item())));
    CheckpointClient byDefault = client().with(CallOptions.defaults());
    assertThat(byDefault.list(JOB)).hasSize(1);
    assertThat(byDefault.with(byDefault.options().withMetrics()).list(JOB)).hasSize(1);
    assertThat(server().targets()).containsExactly(listTarget(), listTarget());
  }

  @Test
  void anyMetricMayBeMissing() {
    server().enqueue(page(item())).enqueue("{\"gpu_utilization\":{\"0\":null}}");
    assertThat(withMetrics().list(JOB).get(0).metrics()).isEmpty();
  }

  @Test
  void anInvalidMeasurementDoesNotAffectOthers() {
    server()
        .enqueue(page(item()))
        .enqueue("{\"cpu_usage\":null,\"cpu_memory_usage_bytes\":["
            + "{\"value\":\"many\",\"timestamp\":\"2024-06-01T09:00:00Z\"},"
            + "{\"value\":6e9,\"timestamp\":\"2024-06-01T09:30:00Z\"}]}");
    assertThat(withMetrics().list(JOB).get(0).metrics())
        .isEqualTo(Map.of(Metric.of("cpu_memory_usage_bytes"), 6e9));
  }

  @Test
  void aCheckpointWithoutATimeHasNoMetrics() {
    server().enqueue(page(item().without("created_at"))).enqueue(resource("metrics.json"));
    assertThat(withMetrics().list(JOB).get(0).metrics()).isEmpty();
  }

  @Test
  void aRunningJobHasNoFinishTime() {
    server().enqueue(jobResponse("TRAINING_JOB_RUNNING"));
    assertThat(client().job(JOB).finishedAt()).isNull();
  }

  @Test
  void aFailedJobReportsItsError() {
    server()
        .enqueue(Item.of(resource("job.json"))
            .with("training_job.error_message", "\"out of memory\"")
            .toString());
    assertThat(client().job(JOB).error()).isEqualTo("out of memory");
  }

  @Test
  void aSizeOverTwoGigabytesIsRead() {
    server().enqueue(page(item().with("size_bytes", "5000000000")));
    assertThat(list().get(0).sizeBytes()).isEqualTo(5_000_000_000L);
  }
}
