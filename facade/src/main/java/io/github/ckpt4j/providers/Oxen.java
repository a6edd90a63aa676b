package io.github.ckpt4j.providers;

import static java.util.Map.entry;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Status;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.oxen.api.CheckpointsApi;
import io.github.ckpt4j.oxen.model.CheckpointListResponse;
import io.github.ckpt4j.oxen.model.FineTune;
import io.github.ckpt4j.oxen.model.FineTuneResponse;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ErrorResponse;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Oxen.ai. Not paged, by step; a checkpoint is identified by its step. The list is wrapped in a
 * status of
 * its own, which may report an error in a response that HTTP calls a success.
 */
final class Oxen implements Provider {

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.OXEN, "https://hub.oxen.ai")
      .title("Oxen.ai")
      .setting(Setting.apiKey("OXEN_API_KEY"))
      .setting(Setting.baseUrl("OXEN_BASE_URL"))
      .jobIdExample("namespace/repo/ft_…")
      .jobIdPattern(Pattern.compile("[^/]+/[^/]+/[^/]+"))
      .metrics(List.of(
          Metric.TRAIN_LOSS,
          Metric.VALID_LOSS,
          Metric.TRAIN_MEAN_TOKEN_ACCURACY,
          Metric.VALID_MEAN_TOKEN_ACCURACY,
          Metric.LEARNING_RATE,
          Metric.GRAD_NORM,
          Metric.EPOCH))
      .documentation("https://docs.oxen.ai")
      .build();

  private static final MetricNames METRICS = new MetricNames(Map.of(
      "loss", Metric.TRAIN_LOSS,
      "mean_token_accuracy", Metric.TRAIN_MEAN_TOKEN_ACCURACY,
      "learning_rate", Metric.LEARNING_RATE,
      "grad_norm", Metric.GRAD_NORM,
      "epoch", Metric.EPOCH,
      "eval_loss", Metric.VALID_LOSS,
      "eval_mean_token_accuracy", Metric.VALID_MEAN_TOKEN_ACCURACY));

  private static final Set<String> SUCCESSES = Set.of("", "success", "ok");
  private static final Set<String> FAILURES = Set.of("error", "fail", "denied", "invalid");

  private static final Map<String, State> STATES = Map.ofEntries(
      entry("created", State.QUEUED),
      entry("tokenizing", State.QUEUED),
      entry("enqueued", State.QUEUED),
      entry("running", State.RUNNING),
      entry("completed", State.SUCCEEDED),
      entry("deployed", State.SUCCEEDED),
      entry("errored", State.FAILED),
      entry("stopped", State.CANCELLED));

  /**
   * Oxen deploys at Baseten and reports Baseten's words. A checkpoint that no longer or not yet
   * serves is saved all the same, and can be deployed.
   */
  private static final Map<String, Status> DEPLOYMENTS = Map.ofEntries(
      entry("deployed", Status.DEPLOYED),
      entry("active", Status.DEPLOYED),
      entry("scaled_to_zero", Status.DEPLOYED),
      entry("waking_up", Status.DEPLOYED),
      entry("updating", Status.DEPLOYED),
      entry("not_deployed", Status.READY),
      entry("inactive", Status.READY),
      entry("deactivating", Status.READY),
      entry("building", Status.READY),
      entry("deploying", Status.READY),
      entry("loading_model", Status.READY),
      entry("unhealthy", Status.READY),
      entry("failed", Status.READY),
      entry("build_failed", Status.READY),
      entry("build_stopped", Status.READY),
      entry("deploy_failed", Status.READY),
      entry("error", Status.READY));

  @Override
  public ProviderInfo info() {
    return INFO;
  }

  @Override
  public Map<String, String> headers(Settings settings) {
    return Headers.bearer(settings);
  }

  @Override
  public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
    List<String> ids = job.segments();
    return RequestTemplate.request(
        api().listCheckpoints(ids.get(0), ids.get(1), ids.get(2)),
        CheckpointListResponse.class,
        response -> page(job, response));
  }

  @Override
  public ApiRequest<Job> job(JobRef job) {
    List<String> ids = job.segments();
    return RequestTemplate.request(
        api().retrieveJob(ids.get(0), ids.get(1), ids.get(2)),
        FineTuneResponse.class,
        response -> job(job, response));
  }

  @Override
  public Problem problem(ErrorResponse response) {
    Problem problem = Problem.of(response);
    String request = response.header("x-oxen-request-id");
    return request == null ? problem : problem.withRequestId(request);
  }

  private static Page page(JobRef job, ModelResponse<CheckpointListResponse> response) {
    CheckpointListResponse body = response.body();
    boolean nothing = body.getCheckpoints() == null || body.getCheckpoints().isEmpty();
    refuseError(body.getStatus(), message(response, body.getStatusMessage()), nothing);
    ModelResponse.requireSame(
        "fine_tune_id", body.getFineTuneId(), job.segments().get(2));
    Page page = response.list(
        job, "checkpoints", body.getCheckpoints(), each -> checkpoint(job, body.getBranch(), each));
    requireTotal(body.getTotalCheckpoints(), body.getCheckpoints());
    return page;
  }

  private static void requireTotal(@Nullable Long total, @Nullable List<?> listed) {
    int size = listed == null ? 0 : listed.size();
    if (total != null && total != size) {
      throw ModelResponse.notAList("its 'total_checkpoints' is " + total + ", and it has " + size);
    }
  }

  private static Checkpoint.Builder checkpoint(
      JobRef job, @Nullable String branch, io.github.ckpt4j.oxen.model.Checkpoint wire) {
    Long step = ModelResponse.required(wire.getStep(), "step");
    Checkpoint.Builder checkpoint = Checkpoint.builder(job, step.toString())
        .step(step)
        .modelName(wire.getModelName())
        .path(wire.getPath())
        .sizeBytes(wire.getSizeBytes())
        .status(status(wire.getDeploymentStatus()))
        .detail("branch", branch)
        .detail("deployment_status", wire.getDeploymentStatus())
        .detail("model_id", wire.getModelId())
        .detail("inference_samples", wire.getInferenceSamples());
    Times.createdAt(wire.getCreatedAt(), checkpoint);
    METRICS.read(wire.getMetrics(), step, checkpoint);
    return checkpoint;
  }

  private static Status status(@Nullable String deployment) {
    return deployment == null
        ? Status.UNKNOWN
        : DEPLOYMENTS.getOrDefault(deployment.strip().toLowerCase(Locale.ROOT), Status.UNKNOWN);
  }

  private static Job job(JobRef job, ModelResponse<FineTuneResponse> response) {
    FineTuneResponse body = response.body();
    FineTune wire = body.getFineTune();
    refuseError(body.getStatus(), message(response, body.getStatusMessage()), wire == null);
    if (wire == null) {
      throw ModelResponse.notAJob("it has no 'fine_tune'");
    }
    ModelResponse.requireSame(
        "fine_tune.id", response.extras(wire).get("id"), job.segments().get(2));
    String created = wire.getCreatedAt() == null ? wire.getInsertedAt() : wire.getCreatedAt();
    Job.Builder built = Job.builder(job, ModelResponse.state(STATES, wire.getStatus()))
        .providerState(ModelResponse.word(wire.getStatus()))
        .createdAt(Times.parse(created))
        .finishedAt(Times.parse(wire.getFinishedAt()))
        .baseModel(wire.getBaseModel())
        .resultModel(ModelResponse.message(wire.getOutputResource()))
        .error(ModelResponse.message(wire.getError()));
    return response.job(built, wire, "fine_tune", "display_name", "name");
  }

  private static @Nullable String message(
      ModelResponse<?> response, @Nullable String statusMessage) {
    return statusMessage == null ? response.errorMessage() : statusMessage;
  }

  /** A new word for success is no trouble where the response has what was requested. */
  private static void refuseError(
      @Nullable String status, @Nullable String message, boolean nothing) {
    String word = status == null ? "" : status.strip().toLowerCase(Locale.ROOT);
    boolean failed = FAILURES.stream().anyMatch(word::contains);
    if (failed || (nothing && !SUCCESSES.contains(word))) {
      throw ModelReader.badResponse("the response reports an error: its status is '"
          + Shown.name(String.valueOf(status))
          + "'"
          + (message == null ? "" : ": " + Shown.text(message)));
    }
  }

  private static CheckpointsApi api() {
    return RequestTemplate.client(CheckpointsApi.class);
  }
}
