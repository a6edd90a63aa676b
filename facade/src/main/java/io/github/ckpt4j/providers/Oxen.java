package io.github.ckpt4j.providers;

import static java.util.Map.entry;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Status;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.Usage.Evidence;
import io.github.ckpt4j.oxen.api.CheckpointsApi;
import io.github.ckpt4j.oxen.model.CheckpointListResponse;
import io.github.ckpt4j.oxen.model.FineTune;
import io.github.ckpt4j.oxen.model.FineTuneListResponse;
import io.github.ckpt4j.oxen.model.FineTuneResponse;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ErrorResponse;
import io.github.ckpt4j.spi.FileSource;
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
import retrofit2.Call;

/**
 * Oxen.ai. Not paged, by step; a checkpoint is identified by its step. The list is wrapped in its
 * own status, which may report an error in a response with a successful HTTP status.
 */
final class Oxen implements Provider {

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.OXEN, "https://hub.oxen.ai")
      .title("Oxen.ai")
      .setting(Setting.apiKey("OXEN_API_KEY"))
      .setting(Setting.baseUrl("OXEN_BASE_URL"))
      .scope(Setting.plain(
          "repository",
          "OXEN_REPOSITORY",
          "namespace/repo that the command adds to the id of a job"))
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
      .jobScopes("", "namespace/repo", "user:name", "org:name", "team:name")
      .abilities(Ability.METRICS, Ability.FILES)
      .build();

  private static final Pattern REPOSITORY = Pattern.compile("[^/:]+/[^/:]+");
  private static final String NEWEST = "newest";
  private static final long JOBS_PER_PAGE = 100;

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
   * Oxen deploys at Baseten and reports Baseten's words. A checkpoint that does not serve yet, or
   * any longer, is still saved and can be deployed.
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
  public ApiRequest<JobPage> jobs(JobQuery query, PageRequest page) {
    JobScope.noMetadata(query, INFO);
    long number = page.cursor() == null ? 1 : pageNumber(page.cursor());
    long size = page.size() == null ? JOBS_PER_PAGE : page.size();
    return RequestTemplate.request(
        listing(query, number, size), FineTuneListResponse.class, response -> {
          FineTuneListResponse body = response.body();
          List<FineTune> items = body.getFineTunes();
          boolean end = items == null || items.isEmpty();
          refuseError(body.getStatus(), body.getStatusMessage(), end);
          String repository = isRepository(query.scope()) ? query.scope() : null;
          return response.jobs(
              INFO,
              "fine_tunes",
              items,
              each -> listed(repository, each),
              end ? null : String.valueOf(number + 1));
        });
  }

  @Override
  public FileSource files(Checkpoint checkpoint, Artifact artifact) {
    return OxenFiles.of(checkpoint, artifact, INFO);
  }

  private static Call<FineTuneListResponse> listing(JobQuery query, long page, long size) {
    List<String> words = JobScope.words(query, STATES);
    String status = words.size() == 1 ? words.get(0) : null;
    String scope = query.scope();
    if (scope == null) {
      return api().listOwnJobs(page, size, status, NEWEST);
    }
    if (isRepository(scope)) {
      String[] parts = scope.split("/", -1);
      return api().listRepositoryJobs(parts[0], parts[1], page, size, status, NEWEST);
    }
    if (scope.startsWith("user:")) {
      return api().listUserJobs(scope.substring("user:".length()), page, size, status, NEWEST);
    }
    if (scope.startsWith("org:")) {
      return api()
          .listOrganizationJobs(scope.substring("org:".length()), page, size, status, NEWEST);
    }
    if (scope.startsWith("team:")) {
      return api().listTeamJobs(scope.substring("team:".length()), page, size, status, NEWEST);
    }
    throw JobScope.unknown(query, INFO);
  }

  private static boolean isRepository(@Nullable String scope) {
    return scope != null && REPOSITORY.matcher(scope).matches();
  }

  private static long pageNumber(String cursor) {
    Long number = ModelResponse.integer(cursor);
    if (number == null || number < 1) {
      throw CheckpointException.builder(
              CheckpointException.Kind.INVALID_REQUEST,
              "a page of Oxen.ai's jobs must be a number from 1, such as 2")
          .build();
    }
    return number;
  }

  /** Outside its repository, a job has an address only if the server names its repository. */
  private static Job.Builder listed(@Nullable String repository, FineTune wire) {
    String id = ModelResponse.required(wire.getId(), "id");
    String in = repository == null ? repository(wire) : repository;
    if (in == null) {
      throw ModelResponse.noAddress(
          INFO, id, name(wire), "the list does not name the repository of the job");
    }
    return job(ModelResponse.listed(INFO, in + "/" + id, id, name(wire)), wire);
  }

  private static @Nullable String repository(FineTune wire) {
    if (wire.getRepository() instanceof String text && REPOSITORY.matcher(text).matches()) {
      return text;
    }
    Map<String, Object> object = ModelResponse.object(wire.getRepository());
    if (object.get("namespace") instanceof String namespace
        && object.get("name") instanceof String name) {
      return namespace + "/" + name;
    }
    return wire.getNamespace() == null || wire.getRepoName() == null
        ? null
        : wire.getNamespace() + "/" + wire.getRepoName();
  }

  private static @Nullable String name(FineTune wire) {
    return wire.getDisplayName() == null ? wire.getName() : wire.getDisplayName();
  }

  /**
   * Documented: the request that deploys a checkpoint, and the base URL for inference (<a
   * href="https://docs.oxen.ai">docs.oxen.ai</a>). No way to continue training from a checkpoint is
   * documented.
   */
  @Override
  public Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    List<String> ids = checkpoint.job().segments();
    String variable = INFO.setting(Setting.API_KEY).variable();
    boolean isDeployed = checkpoint.status() == Status.DEPLOYED;
    Usage.Builder usage = Usage.builder(checkpoint, baseUrl + "/api/ai")
        .model(checkpoint.modelName())
        .deployment(isDeployed ? Deployment.DONE : Deployment.REQUIRED, Evidence.DOCUMENTED);
    return isDeployed
        ? usage
        : usage.deploy(
            "Deploy the checkpoint.",
            "curl -X POST "
                + Quoted.shell(baseUrl + "/api/repos/" + ids.get(0) + "/" + ids.get(1)
                    + "/fine_tunes/" + ids.get(2) + "/checkpoints/" + checkpoint.id() + "/deploy")
                + " -H \"Authorization: Bearer $" + variable + "\"",
            Evidence.DOCUMENTED);
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
      throw ModelResponse.notAList("its 'total_checkpoints' is " + total + ", but it has " + size);
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
    ModelResponse.requireSame("fine_tune.id", wire.getId(), job.segments().get(2));
    return response.job(job(job, wire), wire, "fine_tune", "display_name", "name");
  }

  private static Job.Builder job(JobRef job, FineTune wire) {
    String created = wire.getCreatedAt() == null ? wire.getInsertedAt() : wire.getCreatedAt();
    Job.Builder builder = Job.builder(job, ModelResponse.state(STATES, wire.getStatus()))
        .providerState(ModelResponse.word(wire.getStatus()))
        .name(name(wire))
        .finishedAt(Times.parse(wire.getFinishedAt()))
        .baseModel(wire.getBaseModel())
        .resultModel(ModelResponse.message(wire.getOutputResource()))
        .error(ModelResponse.message(wire.getError()));
    Times.createdAt(created, builder);
    return builder;
  }

  static @Nullable String message(ModelResponse<?> response, @Nullable String statusMessage) {
    return statusMessage == null ? response.errorMessage() : statusMessage;
  }

  /** An unknown word counts as success if the response has what was requested. */
  static void refuseError(@Nullable String status, @Nullable String message, boolean nothing) {
    String word = status == null ? "" : status.strip().toLowerCase(Locale.ROOT);
    boolean failed = FAILURES.stream().anyMatch(word::contains);
    if (failed || (nothing && !SUCCESSES.contains(word))) {
      throw ModelReader.reportedError(
          "the response reports an error: its status is '"
              + Shown.name(String.valueOf(status))
              + "'",
          message);
    }
  }

  static CheckpointsApi api() {
    return RequestTemplate.client(CheckpointsApi.class);
  }
}
