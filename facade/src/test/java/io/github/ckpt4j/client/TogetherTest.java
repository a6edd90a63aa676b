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
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TogetherTest extends ProviderContract
    implements OnePageContract, SeparateMetricsContract {
  private static final JobRef JOB = JobRef.parse("together:ft-dc07b30c-8203");

  @Override
  public JobRef job() {
    return JOB;
  }

  @Override
  public String basePath() {
    return "/v1";
  }

  @Override
  public String listPath() {
    return "/fine-tunes/ft-dc07b30c-8203/checkpoints";
  }

  @Override
  public String jobPath() {
    return "/fine-tunes/ft-dc07b30c-8203";
  }

  @Override
  public String metricsPath() {
    return "/fine-tunes/ft-dc07b30c-8203/metrics";
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
    return Map.of("TOGETHER_API_KEY", KEY);
  }

  @Override
  public String listField() {
    return "data";
  }

  @Override
  public String identity() {
    return "step";
  }

  @Override
  public Item item() {
    return atStep(100);
  }

  @Override
  public Item atStep(long step) {
    return super.item().with("step", String.valueOf(step));
  }

  @Override
  public List<String> openWords() {
    return List.of("checkpoint_type", "checkpoint");
  }

  @Override
  public List<Checkpoint> documented() {
    return List.of(
        Checkpoint.builder(JOB, "50-intermediate")
            .step(50L)
            .createdAt(Instant.parse("2026-02-03T04:05:06Z"))
            .modelName("ft-dc07b30c-8203:50")
            .path("s3://models/finetune/ft-dc07b30c-8203/50")
            .role(Checkpoint.Role.INTERMEDIATE)
            .detail("checkpoint_type", "Intermediate")
            .build(),
        Checkpoint.builder(JOB, "100-final")
            .step(100L)
            .createdAt(Instant.parse("2026-02-03T05:05:06Z"))
            .modelName("ft-dc07b30c-8203")
            .path("s3://models/finetune/ft-dc07b30c-8203/100")
            .role(Checkpoint.Role.FINAL)
            .detail("checkpoint_type", "Final")
            .build());
  }

  @Override
  public List<Checkpoint> real() {
    return List.of(
        Checkpoint.builder(JOB, "ml-checkpoint")
            .step(5L)
            .createdAt(Instant.parse("2024-01-01T00:00:00Z"))
            .modelName("ft-dc07b30c-8203:5")
            .path("/p")
            .role(Checkpoint.Role.INTERMEDIATE)
            .artifact("model")
            .detail("checkpoint_type", "intermediate")
            .detail("checkpoint", "model")
            .detail("object_name", "project-slug/model-checkpoint")
            .detail("object_revision_id", "rv-checkpoint")
            .build(),
        Checkpoint.builder(JOB, "9-intermediate-step-9")
            .step(9L)
            .createdAt(Instant.parse("2024-01-01T00:00:00.25Z"))
            .modelName("ft-dc07b30c-8203:9")
            .path("/p9")
            .role(Checkpoint.Role.INTERMEDIATE)
            .detail("checkpoint_type", "Intermediate (step 9)")
            .build(),
        Checkpoint.builder(JOB, "10-final-adapter")
            .step(10L)
            .modelName("ft-dc07b30c-8203")
            .path("s3://together-dev/finetune/u/ft-dc07b30c-8203_adapter-2026-04-16-03-22-14")
            .role(Checkpoint.Role.FINAL)
            .artifact("adapter")
            .detail("checkpoint_type", "Final Adapter")
            .build(),
        Checkpoint.builder(JOB, "10-final-merged")
            .step(10L)
            .modelName("ft-dc07b30c-8203")
            .path("s3://together-dev/finetune/u/ft-dc07b30c-8203-2026-04-15-21-03-23.tar.zst")
            .role(Checkpoint.Role.FINAL)
            .artifact("merged")
            .detail("checkpoint_type", "Final Merged")
            .build());
  }

  @Override
  public Map<String, String> namedInList() {
    return Map.of();
  }

  @Override
  public Map<String, String> namedInJob() {
    return Map.of("id", JOB.id());
  }

  @Override
  public String jobStatus() {
    return "status";
  }

  @Override
  public Map<String, Job.State> states() {
    return Map.ofEntries(
        entry("pending", QUEUED),
        entry("model_downloading", RUNNING),
        entry("queued", QUEUED),
        entry("running", RUNNING),
        entry("compressing", RUNNING),
        entry("uploading", RUNNING),
        entry("cancel_requested", RUNNING),
        entry("cancelled", CANCELLED),
        entry("error", FAILED),
        entry("user_error", FAILED),
        entry("completed", SUCCEEDED));
  }

  @Override
  public List<String> jobNames() {
    return List.of("suffix");
  }

  @Override
  public Job documentedJob() {
    return Job.builder(JOB, SUCCEEDED)
        .providerState("completed")
        .createdAt(Instant.parse("2026-02-03T04:00:00Z"))
        .finishedAt(Instant.parse("2026-02-03T06:00:00Z"))
        .baseModel("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference")
        .resultModel("me/Meta-Llama-3.1-8B-Instruct-Reference-demo")
        .detail("training_type", Map.of("type", "Lora"))
        .detail("token_count", 100L)
        .build();
  }

  @Test
  void aRunningJobHasNoFinishTime() {
    server().enqueue(jobResponse("running"));
    assertThat(client().job(JOB).finishedAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Intermediate,, ft-dc07b30c-8203:100, INTERMEDIATE,",
    "INTERMEDIATE (step 100), model, ft-dc07b30c-8203:100, INTERMEDIATE, model",
    "Final,, ft-dc07b30c-8203, FINAL,",
    "Final, Adapter, ft-dc07b30c-8203, FINAL, adapter",
    "Final Merged, model, ft-dc07b30c-8203, FINAL, merged",
    "Final Adapter,, ft-dc07b30c-8203, FINAL, adapter",
    "Best, model, ft-dc07b30c-8203, UNKNOWN, model",
    ",,, UNKNOWN,"
  })
  void theLabelGivesModelRoleAndKind(
      @Nullable String label,
      @Nullable String weights,
      @Nullable String model,
      Checkpoint.Role role,
      @Nullable String artifact) {
    server()
        .enqueue(page(
            item().with("checkpoint_type", quoted(label)).with("checkpoint", quoted(weights))));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.modelName()).isEqualTo(model);
    assertThat(checkpoint.role()).isEqualTo(role);
    assertThat(checkpoint.artifact()).isEqualTo(artifact);
  }

  @Test
  void weightsDistinguishCheckpointsWithOneStepAndLabel() {
    String model = item().with("checkpoint", "\"model\"").toString();
    String adapter = item().with("checkpoint", "\"adapter\"").toString();
    server().enqueue(page(adapter, model)).enqueue(page(model, adapter)).enqueue(page(adapter));
    String[] ids = {"100-intermediate", "100-intermediate-adapter"};
    assertThat(list()).extracting(Checkpoint::id).containsExactly(ids);
    assertThat(list()).extracting(Checkpoint::id).containsExactly(ids);
    assertThat(list()).extracting(Checkpoint::id).containsExactly(ids[1]);
  }

  @Test
  void checkpointsThatDifferOnlyInTheirFilesHaveDifferentIds() {
    String one = item().with("path", "\"s3://a\"").toString();
    String two = item().with("path", "\"s3://b\"").toString();
    server().enqueue(page(one, two)).enqueue(page(two, one));
    List<Checkpoint> first = list();
    assertThat(first)
        .extracting(Checkpoint::id)
        .containsExactly("100-intermediate", "100-intermediate-2");
    assertThat(list()).isEqualTo(first);
  }

  @Test
  void trainingMetricsAreJoinedByDefault() {
    server()
        .route(request -> Server.response(
            200,
            request.getTarget().equals(basePath() + metricsPath())
                ? resource("metrics.json")
                : page(item())));
    CheckpointClient byDefault = client().with(CallOptions.defaults());
    List<Checkpoint> list = byDefault.list(JOB);
    assertThat(list)
        .singleElement()
        .satisfies(each -> assertThat(each.metrics()).isNotEmpty());
    assertThat(byDefault.stream(JOB)).isEqualTo(list);
    assertThat(byDefault.page(JOB, PageRequest.first()).checkpoints()).isEqualTo(list);
    assertThat(server().targets())
        .hasSize(6)
        .containsOnly(listTarget(), basePath() + metricsPath());
  }

  @Test
  void bookkeepingFieldsAreNotMetrics() {
    server().enqueue(page(item())).enqueue("""
            {"metrics": [{"timestamp": 1779196193564587000, "train/global_step": 1,
              "train/epoch": 0.5, "train/loss": 2, "eval/loss": 3, "train/num_tokens": 4,
              "train/mean_token_accuracy": 0.25, "eval/mean_token_accuracy": 0.75,
              "eval/runtime": 5, "eval/samples_per_second": 6, "train/total_flos": 7,
              "_step": 8, "train/step_time": 9, "train/stepTime": 9, "wall_clock": 10,
              "elapsed": 11, "iteration": 12, "unix_time": 13, "updated_at": 14, "date": 15,
              "train_total_steps": 16, "tokens_seen": 17, "eta_seconds": 18}]}""");
    assertThat(
            client().with(CallOptions.defaults().withMetrics()).list(JOB).get(0).metrics())
        .isEqualTo(Map.of(
            Metric.EPOCH, 0.5,
            Metric.TRAIN_LOSS, 2.0,
            Metric.VALID_LOSS, 3.0,
            Metric.TRAIN_MEAN_TOKEN_ACCURACY, 0.25,
            Metric.VALID_MEAN_TOKEN_ACCURACY, 0.75));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+02:00",
        "1970-01-01T00:00:00Z",
        "1970-01-01 00:00:00",
        "0",
        "0.0"
      })
  void aZeroTimeIsAbsent(String zero) {
    server()
        .enqueue(Item.of(resource("job.json"))
            .with("status", "\"completed\"")
            .with("updated_at", "\"" + zero + "\"")
            .toString())
        .enqueue(page(item().with("created_at", "\"" + zero + "\"")));
    assertThat(client().job(JOB).finishedAt()).isNull();
    assertThat(list().get(0).createdAt()).isNull();
  }

  @Test
  void aCheckpointWithAnIdNeedsNoStep() {
    server().enqueue(page(item().with("object_id", "\"ml_1\"").without("step")));
    Checkpoint checkpoint = list().get(0);
    assertThat(checkpoint.id()).isEqualTo("ml_1");
    assertThat(checkpoint.step()).isNull();
    assertThat(checkpoint.modelName()).as("no step to derive a name from").isNull();
  }

  @Test
  void anEmptyIdIsAbsent() {
    server().enqueue(page(item().with("object_id", "\"\"")));
    assertThat(list().get(0).id()).isEqualTo("100-intermediate");
  }

  @Test
  void theStepIsTheIdWithoutALabel() {
    server().enqueue(page(item().without("checkpoint_type")));
    assertThat(list().get(0).id()).isEqualTo("100");
  }

  @Test
  void aLoraJobHasTwoFinalCheckpoints() {
    server().enqueue(resource("real.json"));
    assertThat(client().atStep(JOB, 10)).map(Checkpoint::id).hasValue("10-final-merged");
  }

  @Test
  void metricsAreTheLastLoggedUpToTheStep() {
    server().enqueue(page(atStep(3), atStep(4), atStep(5), atStep(10), atStep(11)));
    server().enqueue(resource("metrics.json"));
    List<Checkpoint> joined =
        client().with(CallOptions.defaults().withMetrics()).list(JOB);
    assertThat(joined)
        .extracting(Checkpoint::metrics)
        .containsExactly(
            Map.of(),
            Map.of(
                Metric.TRAIN_LOSS, 0.9,
                Metric.LEARNING_RATE, 0.00019999,
                Metric.GRAD_NORM, 1.5,
                Metric.EPOCH, 0.4),
            Map.of(
                Metric.TRAIN_LOSS,
                0.8,
                Metric.LEARNING_RATE,
                0.00019999,
                Metric.GRAD_NORM,
                1.5,
                Metric.EPOCH,
                0.4,
                Metric.of("reward"),
                7.0),
            Map.of(
                Metric.TRAIN_LOSS,
                0.8,
                Metric.VALID_LOSS,
                0.7,
                Metric.LEARNING_RATE,
                0.00019999,
                Metric.GRAD_NORM,
                1.5,
                Metric.EPOCH,
                0.4,
                Metric.of("reward"),
                7.0),
            Map.of(
                Metric.TRAIN_LOSS,
                0.1,
                Metric.VALID_LOSS,
                0.1,
                Metric.LEARNING_RATE,
                0.00019999,
                Metric.GRAD_NORM,
                1.5,
                Metric.EPOCH,
                0.4,
                Metric.of("reward"),
                7.0));
  }

  @Test
  void aResponseWithoutMetricsIsABadResponse() {
    server().enqueue(page(item())).enqueue("{}");
    assertThatThrownBy(() -> client().best(JOB, Metric.TRAIN_LOSS))
        .hasMessageContaining("the metrics could not be read")
        .hasMessageContaining("it has no 'metrics'");
  }

  @Test
  void metricsWithoutAStepAreLeftOutWithAWarning() {
    String metrics = "{\"metrics\":[null,{},{\"train/global_step\":NaN,\"train/loss\":1},"
        + "{\"train/global_step\":\"7\",\"train/loss\":2,\"eval/loss\":\"high\"}]}";
    server().enqueue(page(item())).enqueue(metrics).enqueue(page(item())).enqueue(metrics);
    List<CheckpointException> warnings = new ArrayList<>();
    CheckpointClient client =
        client().with(CallOptions.defaults().withMetrics().onWarning(warnings::add));
    assertThat(client.list(JOB).get(0).metrics()).isEqualTo(Map.of(Metric.TRAIN_LOSS, 2.0));
    assertThat(client.best(JOB, Metric.TRAIN_LOSS)).isPresent();
    assertThat(warnings)
        .extracting(CheckpointException::detail)
        .hasSize(2)
        .containsOnly("the metrics are incomplete: 4 logged points could not be read");
  }

  @Test
  void aFailedJobReportsItsErrorFromItsEvents() {
    Item failed = Item.of(jobResponse("error"));
    server()
        .enqueue(failed.toString())
        .enqueue(failed
            .with(
                "events",
                "[null,{\"type\":\"job_error\",\"message\":\"first\"},{\"type\":\"job_error\"},"
                    + "{\"type\":\"job_error\",\"message\":\"last\"},{\"type\":\"other\",\"message\":\"no\"}]")
            .toString());
    assertThat(client().job(JOB).error()).isNull();
    assertThat(client().job(JOB).error()).isEqualTo("last");
  }

  @Test
  void theBestIsFoundByTheJobsMetrics() {
    server().enqueue(page(atStep(5), atStep(10), atStep(4))).enqueue(resource("metrics.json"));
    assertThat(client().best(JOB, Metric.TRAIN_LOSS)).map(Checkpoint::step).hasValue(10L);
    assertThat(server().targets()).containsExactly("/v1" + listPath(), "/v1" + metricsPath());
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "null" : "\"" + text + "\"";
  }
}
