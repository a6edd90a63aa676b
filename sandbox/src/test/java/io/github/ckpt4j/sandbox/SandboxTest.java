package io.github.ckpt4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SandboxTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

  private static final List<SandboxProvider> PROVIDERS =
      SandboxProvider.all(Integer.MAX_VALUE, new FakeBaseten(ObjectStore.WITHOUT_SERVER));

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicReference<Instant> time = new AtomicReference<>(START);
  private Sandbox sandbox = Sandbox.builder().clock(time::get).start();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void everyDefaultJobIsListedAndRetrieved() throws Exception {
    for (String job : sandbox.jobs()) {
      assertThat(get(provider(job), path(job)).statusCode()).as(job).isEqualTo(200);
      assertThat(get(provider(job), listPath(job)).statusCode()).as(job).isEqualTo(200);
    }
  }

  @Test
  void environmentNamesEveryProvider() {
    assertThat(sandbox.environment())
        .containsEntry("OPENAI_BASE_URL", sandbox.baseUrl("openai"))
        .containsKeys(
            "TOGETHER_API_KEY",
            "TOGETHER_BASE_URL",
            "OPENAI_API_KEY",
            "PORTKEY_API_KEY",
            "PORTKEY_BASE_URL",
            "PORTKEY_PROVIDER",
            "OXEN_API_KEY",
            "OXEN_BASE_URL",
            "BASETEN_API_KEY",
            "BASETEN_BASE_URL",
            "AZURE_OPENAI_API_KEY",
            "AZURE_OPENAI_BASE_URL",
            "NEBIUS_API_KEY",
            "NEBIUS_BASE_URL",
            "AWS_BEARER_TOKEN_BEDROCK",
            "BEDROCK_BASE_URL");
    assertThat(sandbox.baseUrl("openai")).endsWith("/v1");
  }

  @Test
  void recordsRequestsWithoutKeysInToString() throws Exception {
    get("openai", "/fine_tuning/jobs/ftjob-many/checkpoints?limit=3&after=");

    Request request = sandbox.requests().get(0);
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/openai/v1/fine_tuning/jobs/ftjob-many/checkpoints");
    assertThat(request.query()).isEqualTo(Map.of("limit", "3", "after", ""));
    assertThat(request.header("authorization")).isEqualTo("Bearer sandbox-openai-key");
    assertThat(request.toString()).doesNotContain("sandbox-openai-key");
    assertThat(sandbox.requestCount()).isEqualTo(1);
  }

  @Test
  void togetherEndsALoraJobWithTwoFinals() throws Exception {
    JsonArray data = list("together:ft-dc07b30c-8203", "data");

    List<JsonObject> finals = objects(data, "checkpoint_type", "Final Merged", "Final Adapter");
    assertThat(finals).hasSize(2);
    assertThat(texts(finals, "step")).containsOnly("600");
    assertThat(texts(finals, "object_id")).doesNotHaveDuplicates().allMatch(id -> id.length() > 3);
    assertThat(texts(data, "step"))
        .isNotEqualTo(texts(data, "step").stream().sorted().toList());
    assertThat(texts(data, "created_at")).containsOnlyOnce("");
    assertThat(texts(data, "path")).allMatch(path -> path.startsWith("s3://"));
  }

  @Test
  void togethersOlderJobsHaveNoObjectIds() throws Exception {
    JsonArray data = list("together:ft-5f3a1c9e-6b1d-4a5e-9c07-2d8e4b7f1a60", "data");

    assertThat(texts(data, "checkpoint_type"))
        .containsExactlyInAnyOrder("Intermediate", "Intermediate", "Intermediate", "Final");
    assertThat(data).noneMatch(checkpoint -> checkpoint.getAsJsonObject().has("object_id"));
  }

  @Test
  void togetherReportsMetricsByStep() throws Exception {
    String metrics = "/fine-tunes/ft-dc07b30c-8203/metrics";
    JsonArray all = json(get("together", metrics)).getAsJsonArray("metrics");
    JsonArray some = json(get("together", metrics + "?global_step_from=200&global_step_to=250"))
        .getAsJsonArray("metrics");
    JsonArray few = json(get("together", metrics + "?resolution=3")).getAsJsonArray("metrics");

    assertThat(all).hasSize(12);
    assertThat(texts(some, "train/global_step")).containsExactly("200", "250");
    assertThat(some.get(0).getAsJsonObject().keySet())
        .contains("train/loss", "train/learning_rate", "eval/loss");
    assertThat(some.get(1).getAsJsonObject().has("eval/loss")).isFalse();
    assertThat(few).hasSize(3);
    assertThat(get("together", metrics + "?resolution=many").statusCode()).isEqualTo(400);
  }

  @Test
  void aDivergedLossIsNaNInEveryFormat() throws Exception {
    SandboxJob diverged = SandboxJob.of("oxen:a/b/ft_1").checkpoints(5).curve(LossCurve.DIVERGING);
    sandbox.add(diverged);

    assertThat(get("together", "/fine-tunes/ft-d17e46ed-0002/metrics").body())
        .contains("\"train/loss\":NaN");
    JsonArray checkpoints = list("oxen:a/b/ft_1", "checkpoints");
    assertThat(metrics(checkpoints.get(4)).get("loss").isJsonNull()).isTrue();
    assertThat(metrics(checkpoints.get(0)).get("loss").getAsDouble()).isPositive();
  }

  @Test
  void openAiListsNewestFirst() throws Exception {
    JsonObject page = json(get("openai", "/fine_tuning/jobs/ftjob-overfitted/checkpoints"));
    JsonArray data = page.getAsJsonArray("data");
    JsonObject job = json(get("openai", "/fine_tuning/jobs/ftjob-overfitted"));

    assertThat(page.get("object").getAsString()).isEqualTo("list");
    assertThat(texts(data, "step_number")).containsExactly("300", "200", "100");
    List<String> models = texts(data, "fine_tuned_model_checkpoint");
    assertThat(models.get(0)).isEqualTo(job.get("fine_tuned_model").getAsString());
    assertThat(models.get(0)).doesNotContain("ckpt-step");
    assertThat(models.get(1)).endsWith(":ckpt-step-200");
    assertThat(page.get("first_id")).isEqualTo(data.get(0).getAsJsonObject().get("id"));
    assertThat(page.get("last_id")).isEqualTo(data.get(2).getAsJsonObject().get("id"));
    assertThat(page.get("has_more").getAsBoolean()).isFalse();
    assertThat(job.get("error")).isEqualTo(new JsonObject());
    // The best checkpoint is not the last.
    assertThat(metrics(data.get(1)).get("valid_loss").getAsDouble())
        .isLessThan(metrics(data.get(0)).get("valid_loss").getAsDouble());
  }

  @Test
  void openAiWritesSmallLossesWithAnExponentAndOmitsMissingOnes() throws Exception {
    assertThat(get("openai", "/fine_tuning/jobs/ftjob-converged/checkpoints").body())
        .containsPattern("\"valid_loss\":\\d\\.\\d+e-05");
    assertThat(metrics(list("openai:ftjob-train-only", "data").get(0)).keySet())
        .containsExactly("step", "train_loss", "train_mean_token_accuracy");
  }

  @Test
  void openAiPagesToTheEnd() throws Exception {
    List<String> steps = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    String after = "";
    boolean more = true;
    while (more) {
      JsonObject page =
          json(get("openai", "/fine_tuning/jobs/ftjob-many/checkpoints?limit=7" + after));
      steps.addAll(texts(page.getAsJsonArray("data"), "step_number"));
      ids.addAll(texts(page.getAsJsonArray("data"), "id"));
      after = "&after=" + page.get("last_id").getAsString();
      more = page.get("has_more").getAsBoolean();
    }
    JsonObject beyond = json(get("openai", "/fine_tuning/jobs/ftjob-many/checkpoints?" + after));

    assertThat(steps)
        .isEqualTo(
            IntStream.rangeClosed(1, 25).mapToObj(i -> "" + 40 * (26 - i)).toList());
    assertThat(ids).hasSize(25);
    assertThat(beyond.getAsJsonArray("data")).isEmpty();
    assertThat(beyond.get("first_id").isJsonNull()).isTrue();
    assertThat(list("openai:ftjob-many", "data")).hasSize(10);
  }

  @Test
  void anyPageOfAMillionCheckpointsIsFoundAtOnce() throws Exception {
    SandboxJob job = SandboxJob.of("openai:ftjob-million");
    String after = "ftckpt_" + Ids.reversible(job.seed(), 500_000);

    JsonObject page =
        json(get("openai", "/fine_tuning/jobs/ftjob-million/checkpoints?limit=2&after=" + after));

    assertThat(texts(page.getAsJsonArray("data"), "step_number"))
        .containsExactly("5000000", "4999990");
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=ftckpt_unknown", "after=x", "limit=0", "limit=many"})
  void openAiRejectsInvalidPaging(String query) throws Exception {
    HttpResponse<String> response =
        get("openai", "/fine_tuning/jobs/ftjob-many/checkpoints?" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error(response).get("param").getAsString()).isEqualTo(query.replaceAll("=.*", ""));
  }

  @Test
  void pagesAreNoLargerThanTheLimit() throws Exception {
    restart(Sandbox.builder().pageLimit(4).job(SandboxJob.of("openai:ftjob-a").checkpoints(9)));

    assertThat(json(get("openai", "/fine_tuning/jobs/ftjob-a/checkpoints?limit=100"))
            .getAsJsonArray("data"))
        .hasSize(4);
  }

  @Test
  void portkeyForwardsAzuresFormats() throws Exception {
    String id = "ftjob-72f7e6a1c0de4b1f9a5d3c2b1e0f9a8b";
    JsonObject page = json(get("portkey", "/fine_tuning/jobs/" + id + "/checkpoints?limit=2"));
    JsonObject second = page.getAsJsonArray("data").get(1).getAsJsonObject();
    JsonObject next = json(get(
        "portkey",
        "/fine_tuning/jobs/" + id + "/checkpoints?after=" + second.get("id").getAsString()));

    assertThat(second.get("id").getAsString()).matches("ftchkpt-[0-9a-f]{32}");
    assertThat(second.get("fine_tuned_model_checkpoint").getAsString())
        .isEqualTo("gpt-4o-mini-2024-07-18.ft-" + id.substring(6) + ":ckpt-step-1100");
    assertThat(metrics(second).get("step").getAsString()).isEqualTo("1100.0");
    assertThat(metrics(second).has("full_valid_loss")).isTrue();
    assertThat(next.getAsJsonArray("data")).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-portkey-provider: @team-openai                                                | 200",
        "x-portkey-provider: openai; Authorization: Bearer sandbox-openai-key            | 200",
        "x-portkey-provider: azure-openai; Authorization: Bearer sandbox-openai-key      | 200",
        "x-portkey-config: pc-demo-123                                                   | 200",
        "x-portkey-config: {\"provider\":\"openai\",\"api_key\":\"x\"}                   | 200",
        "x-portkey-virtual-key: openai-virtual-1234                                      | 200",
        "x-portkey-provider: openai; x-portkey-custom-host: https://a.example;"
            + " Authorization: Bearer sandbox-openai-key                                 | 200",
        "x-other: x                                                                      | 400",
        "x-portkey-provider: nobody                                                      | 400",
        "x-portkey-config: {nothing                                                      | 400",
        "x-portkey-provider: @team; x-portkey-custom-host: https://api.portkey.ai/v1     | 400",
        "x-portkey-provider: openai                                                      | 401",
        "x-portkey-provider: openai; Authorization: Bearer wrong                         | 401",
        "x-portkey-provider: @team; x-portkey-api-key: wrong                             | 401",
      })
  void portkeyRequiresATarget(String headers, int status) throws Exception {
    HttpRequest.Builder request = request("portkey", "/fine_tuning/jobs/ftjob-overfitted");
    request.setHeader("x-portkey-api-key", "sandbox-portkey-key");
    for (String header : headers.split("; ?", -1)) {
      String[] parts = header.trim().split(": ?", 2);
      request.setHeader(parts[0], parts[1]);
    }

    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-portkey-trace-id")).isPresent();
  }

  @Test
  void portkeyRespondsWithTheJobForOtherUpstreams() throws Exception {
    HttpRequest.Builder request = request(
            "portkey", "/fine_tuning/jobs/ftjob-overfitted/checkpoints")
        .setHeader("x-portkey-api-key", "sandbox-portkey-key");

    HttpResponse<String> bedrock = client.send(
        request.copy().setHeader("x-portkey-provider", "bedrock").build(), BodyHandlers.ofString());
    HttpResponse<String> fireworks = client.send(
        request
            .copy()
            .setHeader("x-portkey-provider", "fireworks-ai")
            .setHeader("Authorization", "Bearer sandbox-openai-key")
            .build(),
        BodyHandlers.ofString());

    assertThat(bedrock.statusCode()).isEqualTo(200);
    assertThat(json(bedrock).has("data")).isFalse();
    assertThat(json(bedrock).get("status").getAsString()).isEqualTo("succeeded");
    assertThat(fireworks.statusCode()).isEqualTo(404);
    assertThat(json(fireworks).get("provider").getAsString()).isEqualTo("fireworks-ai");
  }

  @Test
  void oxenListsByStepInsideAnObject() throws Exception {
    JsonObject body = json(get("oxen", "/api/repos/ox/farm/fine_tunes/ft_deployed/checkpoints"));
    JsonArray checkpoints = body.getAsJsonArray("checkpoints");

    assertThat(body.get("status").getAsString()).isEqualTo("success");
    assertThat(body.get("total_checkpoints").getAsInt()).isEqualTo(5);
    assertThat(texts(checkpoints, "step")).containsExactly("100", "200", "300", "400", "500");
    JsonObject first = checkpoints.get(0).getAsJsonObject();
    assertThat(first.get("created_at").isJsonNull()).isTrue();
    JsonObject last = checkpoints.get(4).getAsJsonObject();
    assertThat(last.get("deployment_status").getAsString()).isEqualTo("ACTIVE");
  }

  @Test
  void oxenHasNoBranchBeforeTheFirstCheckpoint() throws Exception {
    JsonObject body = json(get("oxen", "/api/repos/ox/farm/fine_tunes/ft_queued/checkpoints"));

    assertThat(body.getAsJsonArray("checkpoints")).isEmpty();
    assertThat(body.has("branch")).isFalse();
  }

  @Test
  void basetenListsDirectories() throws Exception {
    JsonArray checkpoints = list("baseten:yqvr2lxw/3mq59k8w", "checkpoints");

    assertThat(texts(checkpoints, "checkpoint_id"))
        .contains("checkpoint-24", "checkpoint-24-1", "step-100", "ckpt-001", ".");
    assertThat(texts(checkpoints, "created_at"))
        .contains("2026-02-11 09:42:00.000000000 +0000", "2026-02-11T09:37:00Z");
    assertThat(texts(checkpoints, "sync_status")).contains("COMPLETE", "COMPLETED");
    assertThat(list("baseten:yqvr2lxw/full77wq", "checkpoints"))
        .noneMatch(checkpoint -> checkpoint.getAsJsonObject().has("training_job_id"))
        .noneMatch(checkpoint -> checkpoint.getAsJsonObject().has("lora_adapter_config"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"oxen:a/b/ft_1", "baseten:p/j"})
  void sizesCanBeLargerThanAnInteger(String reference) throws Exception {
    sandbox.add(SandboxJob.of(reference).checkpointSize(5_000_000_000L));

    assertThat(texts(list(reference, "checkpoints"), "size_bytes")).containsOnly("5000000000");
  }

  @Test
  void basetenMeasuresHardwareOnly() throws Exception {
    JsonObject metrics = json(get("baseten", path("baseten:yqvr2lxw/3mq59k8w") + "/metrics"));

    assertThat(metrics.getAsJsonObject("gpu_utilization").keySet()).containsExactly("0", "1");
    assertThat(metrics.getAsJsonArray("cpu_usage")).hasSize(60);
    assertThat(metrics.toString()).doesNotContain("loss");
  }

  @Test
  void basetenAcceptsBothAuthorizationSchemes() throws Exception {
    HttpRequest request = request("baseten", path("baseten:yqvr2lxw/3mq59k8w"))
        .setHeader("Authorization", "Api-Key sandbox-baseten-key")
        .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  static Stream<String> providers() {
    return PROVIDERS.stream().map(SandboxProvider::name);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void wrongKeysAreRejected(String provider) throws Exception {
    String job = jobOf(provider);
    HttpRequest none = request(provider, listPath(job)).build();
    HttpRequest wrong = request(provider, listPath(job))
        .setHeader("Authorization", "Bearer wrong-and-long-enough")
        .setHeader("x-portkey-api-key", "wrong")
        .setHeader("api-key", "wrong")
        .build();

    assertThat(client.send(none, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    HttpResponse<String> refusal = client.send(wrong, BodyHandlers.ofString());
    assertThat(refusal.statusCode()).isEqualTo(401);
    assertThat(refusal.body()).doesNotContain("wrong-and-long-enough");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void unknownJobsAreNotFound(String provider) throws Exception {
    String unknown = jobOf(provider) + "0";

    assertThat(get(provider, listPath(unknown)).statusCode()).isEqualTo(404);
    assertThat(get(provider, "/nothing/here").statusCode()).isEqualTo(404);
  }

  @Test
  void errorsHaveEachProvidersForm() throws Exception {
    assertThat(error(failing("together", Fault.status(429))).get("code").getAsString())
        .isEqualTo("rate_limit_exceeded");
    assertThat(json(failing("together", Fault.status(404))).has("id")).isTrue();
    assertThat(failing("together", Fault.status(503)).headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(failing("openai", Fault.status(429)).headers().map())
        .containsKeys("retry-after", "retry-after-ms", "x-request-id");
    assertThat(error(failing("openai", Fault.quotaExhausted())).get("code").getAsString())
        .isEqualTo("insufficient_quota");
    assertThat(error(failing("portkey", Fault.status(409))).get("message").getAsString())
        .startsWith("openai error: ");
    assertThat(json(failing("portkey", Fault.status(500))).get("status").getAsString())
        .isEqualTo("failure");
    assertThat(
            json(failing("portkey", Fault.status(403))).getAsJsonObject("data").has("errorCode"))
        .isTrue();
    assertThat(json(failing("oxen", Fault.status(404))).get("status_message").getAsString())
        .isEqualTo("resource_not_found");
    HttpResponse<String> limited = failing("baseten", Fault.rateLimited(Duration.ofMillis(36_100)));
    assertThat(json(limited).get("retry_after").getAsInt()).isEqualTo(37);
    assertThat(limited.headers().map()).doesNotContainKey("retry-after");
  }

  @Test
  void azureHasItsOwnCredentialsIdsAndStates() throws Exception {
    SandboxJob cancelled = SandboxJob.of("azure:ftjob-1").finalState(SandboxJob.State.CANCELLED);
    sandbox.add(cancelled);
    assertThat(json(get("azure", path("azure:ftjob-1"))).get("status").getAsString())
        .isEqualTo("canceled");
    JsonObject checkpoint = list(jobOf("azure"), "data").get(0).getAsJsonObject();
    assertThat(checkpoint.get("id").getAsString()).matches("ftchkpt-[0-9a-f]{32}");
    assertThat(checkpoint.get("fine_tuned_model_checkpoint").getAsString())
        .isEqualTo(
            "gpt-4o-mini-2024-07-18.ft-" + jobOf("azure").substring("azure:ftjob-".length()));
    assertThat(checkpoint.get("step_number").getAsString()).isEqualTo("300.0");
    assertThat(metrics(checkpoint).get("step").getAsString()).isEqualTo("300.0");
    HttpRequest withToken = request("azure", path("azure:ftjob-1"))
        .header("Authorization", "Bearer sandbox-azure-token")
        .build();
    assertThat(client.send(withToken, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void nebiusNamesTheFilesOfACheckpoint() throws Exception {
    JsonArray data = list("nebius:ftjob-llama", "data");
    assertThat(data)
        .allSatisfy(
            checkpoint -> assertThat(checkpoint.getAsJsonObject().getAsJsonArray("result_files"))
                .hasSize(7));
    assertThat(texts(data, "fine_tuned_model_checkpoint"))
        .noneMatch(name -> name.contains("ckpt-step"));
    assertThat(json(get("nebius", path("nebius:ftjob-llama"))).get("suffix").getAsString())
        .isEqualTo("demo");
  }

  @ParameterizedTest
  @CsvSource({
    "together:ft-1,          data,        pending, queued, running, uploading, completed",
    "openai:ftjob-1,         data,        validating_files, queued, running, running, succeeded",
    "portkey:ftjob-1,        data,        validating_files, queued, running, running, succeeded",
    "oxen:a/b/ft_1,          checkpoints, created, enqueued, running, running, completed",
    "azure:ftjob-1,          data,        notRunning, pending, running, running, succeeded",
    "nebius:ftjob-1,         data,        validating_files, queued, running, running, succeeded",
    "bedrock:ftjob-1,        data,        validating_files, queued, running, running, succeeded",
    "baseten:p/j,            checkpoints, TRAINING_JOB_CREATED, TRAINING_JOB_QUEUED,"
        + " TRAINING_JOB_RUNNING, TRAINING_JOB_RUNNING, TRAINING_JOB_COMPLETED",
  })
  void jobsFollowTheClock(
      String reference,
      String list,
      String created,
      String queued,
      String running,
      String finishing,
      String succeeded)
      throws Exception {
    sandbox.add(SandboxJob.of(reference)
        .fullFineTune()
        .checkpoints(3)
        .startingAt(START)
        .queuedFor(Duration.ofMinutes(2))
        .interval(Duration.ofMinutes(10)));

    assertThat(at(0, reference, list)).isEqualTo(created + " 0");
    assertThat(at(1, reference, list)).isEqualTo(queued + " 0");
    assertThat(at(2, reference, list)).isEqualTo(running + " 0");
    assertThat(at(12, reference, list)).isEqualTo(running + " 1");
    assertThat(at(22, reference, list)).isEqualTo(running + " 2");
    assertThat(at(31, reference, list)).isEqualTo(finishing + " 2");
    assertThat(at(32, reference, list)).isEqualTo(succeeded + " 3");
    assertThat(at(90, reference, list)).isEqualTo(succeeded + " 3");
  }

  @Test
  void theNewestCheckpointOfARunningJobIsStillUploading() throws Exception {
    sandbox.add(SandboxJob.of("baseten:p/j").startingAt(START).queuedFor(Duration.ZERO));
    time.set(START.plus(Duration.ofMinutes(10)));

    assertThat(texts(list("baseten:p/j", "checkpoints"), "sync_status"))
        .containsExactlyInAnyOrder("COMPLETE", "SYNCING");
  }

  @Test
  void aFailedJobReportsItsErrorAndHasNoFinalCheckpoint() throws Exception {
    for (String reference : List.of(
        "together:ft-1",
        "openai:ftjob-1",
        "portkey:ftjob-1",
        "azure:ftjob-1",
        "nebius:ftjob-1",
        "bedrock:ftjob-1",
        "oxen:a/b/ft_1",
        "baseten:p/j")) {
      sandbox.add(
          SandboxJob.of(reference).finalState(SandboxJob.State.FAILED).error("Out of memory."));

      assertThat(get(provider(reference), path(reference)).body()).contains("Out of memory.");
    }
    assertThat(texts(list("together:ft-1", "data"), "checkpoint_type"))
        .containsOnly("Intermediate");
    assertThat(texts(list("openai:ftjob-1", "data"), "fine_tuned_model_checkpoint"))
        .allMatch(model -> model.contains(":ckpt-step-"));
  }

  @Test
  void clocksCanBeAccelerated() throws Exception {
    restart(Sandbox.builder()
        .clock(time::get)
        .acceleration(60)
        .job(SandboxJob.of("openai:ftjob-1")
            .startingAt(START)
            .queuedFor(Duration.ZERO)
            .interval(Duration.ofMinutes(10))));

    time.set(START.plusSeconds(10));

    assertThat(list("openai:ftjob-1", "data")).hasSize(1);
    assertThat(sandbox.now()).isEqualTo(START.plus(Duration.ofMinutes(10)));
  }

  @ParameterizedTest
  @CsvSource({"together:ft-1, data", "oxen:a/b/ft_1, checkpoints", "baseten:p/j, checkpoints"})
  void unpagedListsAreStreamed(String reference, String list) throws Exception {
    sandbox.add(SandboxJob.of(reference).fullFineTune().checkpoints(20_000).stepInterval(1));

    HttpResponse<String> response = get(provider(reference), listPath(reference));

    assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    JsonArray checkpoints = json(response).getAsJsonArray(list);
    String key = list.equals("data") || reference.startsWith("oxen") ? "step" : "checkpoint_id";
    assertThat(new HashSet<>(texts(checkpoints, key))).hasSize(20_000);
  }

  @Test
  void checkpointsCanBeGivenOneByOne() throws Exception {
    sandbox.add(SandboxJob.of("openai:ftjob-1")
        .checkpoints(List.of(SandboxCheckpoint.of(7, Map.of("train_loss", 0.5)))));

    JsonObject only = list("openai:ftjob-1", "data").get(0).getAsJsonObject();

    assertThat(only.get("step_number").getAsInt()).isEqualTo(7);
    assertThat(metrics(only).toString()).isEqualTo("{\"step\":7,\"train_loss\":0.5}");
  }

  @Test
  void queuedFaultsOccurInOrder() throws Exception {
    sandbox.failNext("openai", Fault.status(500), 2);
    sandbox.failNext(Fault.response(200, "text/html", "<html>Log in</html>"));

    assertThat(get("together", path(jobOf("together"))).body()).startsWith("<html>");
    String job = path("openai:ftjob-many");
    assertThat(get("openai", job).statusCode()).isEqualTo(500);
    assertThat(get("openai", job).statusCode()).isEqualTo(500);
    assertThat(get("openai", job).statusCode()).isEqualTo(200);
  }

  @Test
  void connectionsCanBeDropped() throws Exception {
    // java.net.http itself retries when a pooled connection closes before any response.
    sandbox.failNext("openai", Fault.dropBody(), 1);
    assertThatThrownBy(() -> get("openai", path("openai:ftjob-many") + "/checkpoints"))
        .isInstanceOf(IOException.class);

    sandbox.failNext("openai", Fault.dropConnection(), 5);
    assertThatThrownBy(() -> get("openai", path("openai:ftjob-many")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void randomFaultsAreTheSameForTheSameSeed() throws Exception {
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      restart(Sandbox.builder().faultRate(0.3, 42, Fault.status(500), Fault.status(503)));
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        statuses.add(get("oxen", path("oxen:ox/farm/ft_errored")).statusCode());
      }
      runs.add(statuses);
    }

    assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains(200, 500, 503);
  }

  @Test
  void invalidReferencesAreRejected() {
    assertThatThrownBy(() -> SandboxJob.of("ftjob-1")).hasMessageContaining("provider:id");
    assertThatThrownBy(() -> sandbox.add(SandboxJob.of("baseten:job")))
        .hasMessageContaining("baseten:project/job");
    assertThatThrownBy(() -> sandbox.add(SandboxJob.of("nobody:job")))
        .hasMessageContaining("nobody");
  }

  private void restart(Sandbox.Builder builder) {
    sandbox.close();
    sandbox = builder.start();
  }

  /** The job's state and its number of checkpoints after this many minutes. */
  private String at(int minutes, String reference, String list) throws Exception {
    time.set(START.plus(Duration.ofMinutes(minutes)));
    JsonObject job = json(get(provider(reference), path(reference)));
    for (String inside : List.of("fine_tune", "training_job")) {
      job = job.has(inside) ? job.getAsJsonObject(inside) : job;
    }
    JsonElement state = job.has("status") ? job.get("status") : job.get("current_status");
    return state.getAsString() + " " + list(reference, list).size();
  }

  private HttpResponse<String> failing(String provider, Fault fault) throws Exception {
    sandbox.failNext(provider, fault, 1);
    return get(provider, path(jobOf(provider)));
  }

  private JsonArray list(String reference, String name) throws Exception {
    return json(get(provider(reference), listPath(reference))).getAsJsonArray(name);
  }

  private HttpResponse<String> get(String provider, String path) throws Exception {
    HttpRequest.Builder request = request(provider, path);
    Map<String, String> environment = sandbox.environment();
    if (provider.equals("portkey")) {
      request.header("x-portkey-api-key", environment.get("PORTKEY_API_KEY"));
      request.header("x-portkey-provider", environment.get("PORTKEY_PROVIDER"));
    } else if (provider.equals("azure")) {
      request.header("api-key", environment.get("AZURE_OPENAI_API_KEY"));
    } else {
      request.header("Authorization", "Bearer sandbox-" + provider + "-key");
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String provider, String path) {
    return HttpRequest.newBuilder(URI.create(sandbox.baseUrl(provider) + path));
  }

  private String jobOf(String provider) {
    return sandbox.jobs().stream()
        .filter(job -> job.startsWith(provider))
        .findFirst()
        .orElseThrow();
  }

  private static String provider(String reference) {
    return reference.substring(0, reference.indexOf(':'));
  }

  private static String path(String reference) {
    String path = "/" + named(provider(reference)).jobPath();
    for (String part : reference.substring(reference.indexOf(':') + 1).split("/", -1)) {
      path = path.replaceFirst("\\*", part);
    }
    return path;
  }

  private static String listPath(String reference) {
    return path(reference) + "/" + named(provider(reference)).listPath();
  }

  private static SandboxProvider named(String provider) {
    return SandboxProvider.named(provider, PROVIDERS);
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static JsonObject error(HttpResponse<String> response) {
    return json(response).getAsJsonObject("error");
  }

  private static JsonObject metrics(JsonElement checkpoint) {
    return checkpoint.getAsJsonObject().getAsJsonObject("metrics");
  }

  private static List<JsonObject> objects(JsonArray array, String name, String... values) {
    return map(array, JsonElement::getAsJsonObject).stream()
        .filter(object -> List.of(values).contains(object.get(name).getAsString()))
        .toList();
  }

  private static List<String> texts(Iterable<? extends JsonElement> array, String name) {
    return map(array, element -> element.getAsJsonObject().get(name).getAsString());
  }

  private static <T> List<T> map(
      Iterable<? extends JsonElement> array, Function<JsonElement, T> function) {
    return StreamSupport.stream(array.spliterator(), false)
        .<T>map(element -> function.apply(element))
        .toList();
  }
}
