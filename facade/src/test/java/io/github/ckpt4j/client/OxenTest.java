package io.github.ckpt4j.client;

import static io.github.ckpt4j.Job.State.CANCELLED;
import static io.github.ckpt4j.Job.State.FAILED;
import static io.github.ckpt4j.Job.State.QUEUED;
import static io.github.ckpt4j.Job.State.RUNNING;
import static io.github.ckpt4j.Job.State.SUCCEEDED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
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
import org.junit.jupiter.params.provider.ValueSource;

final class OxenTest extends ProviderContract implements OnePageContract, OwnMetricsContract {
  private static final JobRef JOB = JobRef.parse("oxen:ox/demo/ft_123");

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
    return "/api/repos/ox/demo/fine_tunes/ft_123/checkpoints";
  }

  @Override
  public String jobPath() {
    return "/api/repos/ox/demo/fine_tunes/ft_123";
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
    return Map.of("OXEN_API_KEY", KEY);
  }

  @Override
  public String listField() {
    return "checkpoints";
  }

  @Override
  public String identity() {
    return "step";
  }

  @Override
  public Item atStep(long step) {
    return item().with("step", String.valueOf(step));
  }

  @Override
  public String metricsField() {
    return "metrics";
  }

  @Override
  public List<String> openWords() {
    return List.of("deployment_status", "model_id", "model_name");
  }

  @Override
  public List<Checkpoint> documented() {
    return List.of(Checkpoint.builder(JOB, "100")
        .step(100L)
        .createdAt(Instant.parse("2026-02-03T04:05:06Z"))
        .modelName("demo-step-100")
        .path("checkpoints/step-100")
        .sizeBytes(5368709120L)
        .status(Checkpoint.Status.DEPLOYED)
        .metrics(Map.of(
            Metric.TRAIN_LOSS,
            0.5,
            Metric.LEARNING_RATE,
            0.00019999,
            Metric.GRAD_NORM,
            1.25,
            Metric.EPOCH,
            0.5,
            Metric.TRAIN_MEAN_TOKEN_ACCURACY,
            0.875,
            Metric.of("entropy"),
            1.5))
        .detail("branch", "models/demo")
        .detail("deployment_status", "deployed")
        .detail("model_id", "model-1")
        .detail(
            "inference_samples", List.of(Map.of("prompt", "2+2", "completion", "4", "tokens", 3L)))
        .build());
  }

  @Override
  public List<Checkpoint> real() {
    return List.of(
        Checkpoint.builder(JOB, "9")
            .step(9L)
            .modelName("demo-step-9")
            .path("checkpoints/step-9")
            .metrics(Map.of(
                Metric.TRAIN_LOSS, Double.NaN,
                Metric.GRAD_NORM, Double.POSITIVE_INFINITY,
                Metric.EPOCH, 0.1))
            .detail("branch", "models/demo")
            .detail("inference_samples", List.of())
            .build(),
        Checkpoint.builder(JOB, "10")
            .step(10L)
            .createdAt(Instant.parse("2026-02-03T04:05:06.123456789Z"))
            .modelName("demo-step-10")
            .path("checkpoints/step-10")
            .sizeBytes(2147483648L)
            .detail("branch", "models/demo")
            .detail("deployment_status", "pending")
            .build());
  }

  @Override
  public Map<String, String> namedInList() {
    return Map.of("fine_tune_id", "ft_123");
  }

  @Override
  public Map<String, String> namedInJob() {
    return Map.of("fine_tune.id", "ft_123");
  }

  @Override
  public String jobStatus() {
    return "fine_tune.status";
  }

  @Override
  public Map<String, Job.State> states() {
    return Map.ofEntries(
        entry("created", QUEUED),
        entry("tokenizing", QUEUED),
        entry("enqueued", QUEUED),
        entry("running", RUNNING),
        entry("completed", SUCCEEDED),
        entry("deployed", SUCCEEDED),
        entry("errored", FAILED),
        entry("stopped", CANCELLED));
  }

  @Override
  public List<String> jobNames() {
    return List.of("display_name", "name");
  }

  @Override
  public Job documentedJob() {
    return Job.builder(JOB, SUCCEEDED)
        .providerState("completed")
        .createdAt(Instant.parse("2026-02-03T04:00:00Z"))
        .finishedAt(Instant.parse("2026-02-03T05:30:00Z"))
        .baseModel("Qwen/Qwen3-0.6B")
        .name("demo")
        .detail("updated_at", "2026-02-03T06:00:00Z")
        .detail("current_step", 100L)
        .detail("sample_outputs", List.of())
        .build();
  }

  @Test
  void aSuccessWithAStatusOfErrorIsAnError() {
    server()
        .enqueue(Item.of(page())
            .with("status", "\"error\"")
            .with("status_message", "\"branch_not_found\"")
            .toString());
    CheckpointException failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure.detail()).isEqualTo("branch_not_found");
    server().enqueue("{\"status\":\"error\"}");
    assertThat(failure().detail()).endsWith("its status is 'error'; it is {\"status\":\"error\"}");
  }

  @Test
  void aJobWithAStatusOfErrorIsABadResponse() {
    server().enqueue(Item.of(resource("job.json")).with("status", "\"error\"").toString());
    CheckpointClient client = client();
    assertThatThrownBy(() -> client.job(JOB)).isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "1000"})
  void anIncompleteListIsABadResponse(String total) {
    server().enqueue(Item.of(page(item())).with("total_checkpoints", total).toString());
    assertThat(failure().detail())
        .contains("its 'total_checkpoints' is " + total + ", but it has 1");
  }

  @Test
  void repeatedCheckpointsCountAsListed() {
    server()
        .enqueue(Item.of(page(item(), item())).with("total_checkpoints", "2").toString());
    assertThat(list()).hasSize(1);
  }

  @Test
  void malformedCheckpointsCountTowardsTheTotal() {
    server()
        .enqueue(Item.of(page(item(), "null")).with("total_checkpoints", "2").toString());
    assertThat(client().with(options().lenient(bad -> {})).list(JOB)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "deployed, DEPLOYED",
    "DEPLOYED, DEPLOYED",
    "ACTIVE, DEPLOYED",
    "' active ', DEPLOYED",
    "SCALED_TO_ZERO, DEPLOYED",
    "WAKING_UP, DEPLOYED",
    "UPDATING, DEPLOYED",
    "not_deployed, READY",
    "INACTIVE, READY",
    "DEACTIVATING, READY",
    "BUILDING, READY",
    "DEPLOYING, READY",
    "LOADING_MODEL, READY",
    "UNHEALTHY, READY",
    "FAILED, READY",
    "BUILD_FAILED, READY",
    "levitating, UNKNOWN",
    "'', UNKNOWN"
  })
  void theStatusIsThatOfTheDeployment(String word, Checkpoint.Status status) {
    server().enqueue(page(item().with("deployment_status", "\"" + word + "\"")));
    assertThat(list().get(0).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "inserted_at, '\"2026-02-03T04:00:00\"'",
    "created_at, '\"2026-02-03T04:00:00\"'",
  })
  void aJobIsCreatedOrInserted(String field, String time) {
    server()
        .enqueue(Item.of(resource("job.json"))
            .without("fine_tune.created_at")
            .with("fine_tune." + field, time)
            .toString());
    assertThat(client().job(JOB).createdAt()).isEqualTo("2026-02-03T04:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"out of memory\"', out of memory",
    "'{\"message\":\"out of memory\"}', out of memory",
    "'{}',",
    "'\" \"',",
    "7,"
  })
  void aJobReportsItsErrorInAnyFormat(String error, @Nullable String said) {
    server()
        .enqueue(Item.of(resource("job.json")).with("fine_tune.error", error).toString());
    assertThat(client().job(JOB).error()).isEqualTo(said);
  }

  @Test
  void evaluationMetricsHaveTheirStandardNames() {
    server().enqueue(page(item().with("metrics", """
                {"loss": 1, "eval_loss": 2, "mean_token_accuracy": 0.25,
                 "eval_mean_token_accuracy": 0.5, "eval_runtime": 7, "timestamp": 8,
                 "total_loss": 9, "eval_wer": 0.75}""")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.metrics())
        .isEqualTo(Map.of(
            Metric.TRAIN_LOSS,
            1.0,
            Metric.VALID_LOSS,
            2.0,
            Metric.TRAIN_MEAN_TOKEN_ACCURACY,
            0.25,
            Metric.VALID_MEAN_TOKEN_ACCURACY,
            0.5,
            Metric.of("total_loss"),
            9.0,
            Metric.of("eval_wer"),
            0.75));
    assertThat(checkpoint.details())
        .containsEntry("metrics", Map.of("eval_runtime", 7L, "timestamp", 8L));
  }

  @Test
  void twoNamesForOneMetricAreTwoMetrics() {
    server().enqueue(page(item().with("metrics", "{\"loss\": 1, \"train_loss\": 2}")));
    assertThat(list().get(0).metrics())
        .isEqualTo(Map.of(Metric.of("loss"), 1.0, Metric.TRAIN_LOSS, 2.0));
  }

  @Test
  void twoCheckpointsAtOneStepHaveDifferentIds() {
    String one = item().with("path", "\"a\"").toString();
    String two = item().with("path", "\"b\"").toString();
    server().enqueue(page(one, two)).enqueue(page(two, one));
    List<Checkpoint> first = list();
    assertThat(first).extracting(Checkpoint::id).doesNotHaveDuplicates();
    assertThat(list()).isEqualTo(first);
  }

  @Test
  void aSizeOverTwoGigabytesIsRead() {
    server().enqueue(page(item().with("size_bytes", "5000000000")));
    assertThat(list().get(0).sizeBytes()).isEqualTo(5_000_000_000L);
  }

  @Test
  void itsOwnRequestIdTakesPrecedence() {
    server().enqueue(404, "{}", "x-oxen-request-id: req-9", "cf-ray: 8f00-FRA");
    assertThat(failure().requestId()).isEqualTo("req-9");
  }
}
