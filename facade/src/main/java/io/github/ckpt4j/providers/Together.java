package io.github.ckpt4j.providers;

import static java.util.Map.entry;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.Usage.Evidence;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import io.github.ckpt4j.together.api.CheckpointsApi;
import io.github.ckpt4j.together.model.FineTuneCheckpoint;
import io.github.ckpt4j.together.model.FineTuneEvent;
import io.github.ckpt4j.together.model.FinetuneEventList;
import io.github.ckpt4j.together.model.FinetuneJobList;
import io.github.ckpt4j.together.model.FinetuneListCheckpoints;
import io.github.ckpt4j.together.model.FinetuneMetrics;
import io.github.ckpt4j.together.model.FinetuneResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Together AI. Not paged, in no particular order, and a LoRA job ends with two checkpoints at one
 * step, merged and adapter. Metrics belong to the job.
 */
final class Together implements Provider {

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.TOGETHER, "https://api.together.ai/v1")
      .title("Together AI")
      .setting(Setting.apiKey("TOGETHER_API_KEY"))
      .setting(Setting.baseUrl("TOGETHER_BASE_URL"))
      .jobIdExample("ft-…")
      .jobIdPattern(Pattern.compile("ft-[0-9A-Za-z-]+"))
      .modelPattern(Pattern.compile("(?<job>ft-[0-9A-Za-z-]+)(?::\\d+)?"))
      .jobPage("https://api.together.ai/fine-tuning/{0}")
      .metrics(List.of(
          Metric.TRAIN_LOSS,
          Metric.VALID_LOSS,
          Metric.TRAIN_MEAN_TOKEN_ACCURACY,
          Metric.VALID_MEAN_TOKEN_ACCURACY,
          Metric.LEARNING_RATE,
          Metric.GRAD_NORM,
          Metric.EPOCH))
      .documentation("https://docs.together.ai/reference/get-fine-tunes-id-checkpoint")
      .jobScopes("")
      .abilities(Ability.METRICS, Ability.EVENTS, Ability.FILES)
      .build();

  private static final String STEP = "train/global_step";

  private static final MetricNames METRICS = new MetricNames(Map.of(
      "train/loss", Metric.TRAIN_LOSS,
      "eval/loss", Metric.VALID_LOSS,
      "train/learning_rate", Metric.LEARNING_RATE,
      "train/grad_norm", Metric.GRAD_NORM,
      "train/epoch", Metric.EPOCH,
      "train/mean_token_accuracy", Metric.TRAIN_MEAN_TOKEN_ACCURACY,
      "eval/mean_token_accuracy", Metric.VALID_MEAN_TOKEN_ACCURACY));

  private static final Map<String, State> STATES = Map.ofEntries(
      entry("pending", State.QUEUED),
      entry("model_downloading", State.RUNNING),
      entry("queued", State.QUEUED),
      entry("running", State.RUNNING),
      entry("compressing", State.RUNNING),
      entry("uploading", State.RUNNING),
      entry("cancel_requested", State.RUNNING),
      entry("cancelled", State.CANCELLED),
      entry("canceled", State.CANCELLED),
      entry("error", State.FAILED),
      entry("user_error", State.FAILED),
      entry("completed", State.SUCCEEDED));

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
    return RequestTemplate.request(
        api().listCheckpoints(job.id()),
        FinetuneListCheckpoints.class,
        response ->
            response.list(job, "data", response.body().getData(), each -> checkpoint(job, each)));
  }

  @Override
  public ApiRequest<Job> job(JobRef job) {
    return RequestTemplate.request(
        api().retrieveJob(job.id()), FinetuneResponse.class, response -> job(job, response));
  }

  @Override
  public Optional<ApiRequest<MetricHistory>> metrics(JobRef job) {
    return Optional.of(RequestTemplate.request(
        api().listMetrics(job.id(), null, null, null, null, null),
        FinetuneMetrics.class,
        response -> history(response.body())));
  }

  @Override
  public ApiRequest<JobPage> jobs(JobQuery query, PageRequest page) {
    JobScope.none(query, INFO);
    JobScope.noMetadata(query, INFO);
    return RequestTemplate.request(
        api().listJobs(),
        FinetuneJobList.class,
        response -> response.jobs(INFO, "data", response.body().getData(), Together::listed, null));
  }

  @Override
  public ApiRequest<JobEventPage> events(JobRef job, PageRequest page) {
    return RequestTemplate.request(
        api().listEvents(job.id()),
        FinetuneEventList.class,
        response -> new JobEventPage(
            response.items("events", "data", response.body().getData(), Together::event), null));
  }

  @Override
  public FileSource files(Checkpoint checkpoint, Artifact artifact) {
    return TogetherFiles.of(checkpoint, artifact);
  }

  /** Together reports how long a job will take from now on. */
  @Override
  public JobProgress progress(Job job, Instant readAt) {
    Map<String, Object> progress = ModelResponse.object(job.details().get("progress"));
    Long seconds = ModelResponse.integer(String.valueOf(progress.get("seconds_remaining")));
    boolean isEstimated = Boolean.TRUE.equals(progress.get("estimate_available"));
    return isEstimated && seconds != null && seconds >= 0 && !job.hasEnded()
        ? new JobProgress(null, null, readAt.plusSeconds(seconds))
        : JobProgress.UNKNOWN;
  }

  /**
   * Documented in Together's own client: a checkpoint is deployed as a model in the registry,
   * requests name the endpoint, and a job may start from {@code job:step}. The web page is the one
   * that this client shows.
   */
  @Override
  public Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    Object registered = checkpoint.details().get("object_name");
    String model = registered == null ? checkpoint.id() : registered.toString();
    return Usage.builder(checkpoint, baseUrl)
        .modelForm("<project>/<endpoint>")
        .deployment(Deployment.REQUIRED, Evidence.DOCUMENTED)
        .deploy(
            "Create an endpoint and a deployment of the model " + model
                + ", and send traffic to it;" + " it is billed by the minute.",
            null,
            Evidence.DOCUMENTED)
        .resume(
            "Create a job from the checkpoint (POST /fine-tunes), without a model.",
            "{\"from_checkpoint\": \"" + checkpoint.job().id()
                + (checkpoint.step() == null || checkpoint.role() == Role.FINAL
                    ? ""
                    : ":" + checkpoint.step())
                + "\"}",
            Evidence.DOCUMENTED);
  }

  private static Job.Builder listed(FinetuneResponse wire) {
    String id = ModelResponse.required(wire.getId(), "id");
    return job(ModelResponse.listed(INFO, id, id, wire.getSuffix()), wire);
  }

  /** Together fills in values that an event lacks: a step of 0 means none. */
  private static JobEvent event(FineTuneEvent wire) {
    Long step = ModelResponse.integer(wire.getStep());
    return new JobEvent(
        null,
        Times.parse(wire.getCreatedAt()),
        EventLevels.of(wire.getLevel()),
        wire.getType(),
        wire.getMessage() == null ? "" : wire.getMessage(),
        step == null || step == 0 ? null : step,
        Map.of());
  }

  private static Checkpoint.Builder checkpoint(JobRef job, FineTuneCheckpoint wire) {
    String label = wire.getCheckpointType() == null ? "" : wire.getCheckpointType();
    String kind = label.toLowerCase(Locale.ROOT);
    Checkpoint.Builder checkpoint = Checkpoint.builder(job, id(wire, kind))
        .step(wire.getStep())
        .modelName(modelName(job, wire, kind))
        .path(wire.getPath())
        .role(role(kind))
        .artifact(artifact(kind, wire.getCheckpoint()))
        .detail("checkpoint_type", wire.getCheckpointType())
        .detail("checkpoint", wire.getCheckpoint())
        .detail("object_id", "".equals(wire.getObjectId()) ? "" : null)
        .detail("object_name", wire.getObjectName())
        .detail("object_revision_id", wire.getObjectRevisionId());
    Times.createdAt(wire.getCreatedAt(), checkpoint);
    return checkpoint;
  }

  /** Together's own id if it reports one, else step, label and weights: a step may occur twice. */
  private static String id(FineTuneCheckpoint wire, String kind) {
    if (wire.getObjectId() != null && !wire.getObjectId().isEmpty()) {
      return wire.getObjectId();
    }
    String step = String.valueOf(ModelResponse.required(wire.getStep(), "step"));
    String label = kind.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String id = label.isEmpty() ? step : step + "-" + label;
    String artifact = artifact(kind, wire.getCheckpoint());
    return artifact == null || artifact.equals("model") || kind.contains(artifact)
        ? id
        : id + "-" + artifact;
  }

  private static @Nullable String modelName(JobRef job, FineTuneCheckpoint wire, String kind) {
    if (kind.isEmpty()) {
      return null;
    }
    if (!kind.contains("intermediate")) {
      return job.id();
    }
    return wire.getStep() == null ? null : job.id() + ":" + wire.getStep();
  }

  private static Role role(String kind) {
    return kind.contains("final")
        ? Role.FINAL
        : kind.contains("intermediate") ? Role.INTERMEDIATE : Role.UNKNOWN;
  }

  private static @Nullable String artifact(String kind, @Nullable String weights) {
    if (kind.contains("adapter")) {
      return "adapter";
    }
    if (kind.contains("merged")) {
      return "merged";
    }
    return weights == null ? null : weights.toLowerCase(Locale.ROOT);
  }

  /** Together reports no end; the last change of an ended job is taken as its end. */
  private static Job job(JobRef job, ModelResponse<FinetuneResponse> response) {
    FinetuneResponse wire = response.body();
    ModelResponse.requireSame("id", wire.getId(), job.id());
    return response.job(job(job, wire), wire, "", "suffix");
  }

  private static Job.Builder job(JobRef job, FinetuneResponse wire) {
    State state = ModelResponse.state(STATES, wire.getStatus());
    Job.Builder builder = Job.builder(job, state)
        .providerState(ModelResponse.word(wire.getStatus()))
        .name(wire.getSuffix())
        .finishedAt(state.isTerminal() ? Times.parse(wire.getUpdatedAt()) : null)
        .baseModel(wire.getModel())
        .resultModel(wire.getModelOutputName())
        .error(state == State.FAILED ? reason(wire.getEvents()) : null);
    Times.createdAt(wire.getCreatedAt(), builder);
    return builder;
  }

  /** Only the events of a job explain why it failed. */
  private static @Nullable String reason(@Nullable List<FineTuneEvent> events) {
    return events == null
        ? null
        : events.stream()
            .filter(event -> event != null && "job_error".equals(event.getType()))
            .map(FineTuneEvent::getMessage)
            .filter(Objects::nonNull)
            .reduce((earlier, later) -> later)
            .orElse(null);
  }

  private static MetricHistory history(FinetuneMetrics wire) {
    if (wire.getMetrics() == null) {
      throw ModelReader.badResponse("the response is not a list of metrics: it has no 'metrics'");
    }
    MetricHistory.Builder history = MetricHistory.builder();
    for (Map<String, Object> logged : wire.getMetrics()) {
      Double step = logged == null ? null : MetricNames.number(logged.get(STEP));
      if (step == null || step.isNaN()) {
        history.addUnreadable();
        continue;
      }
      METRICS.forEach(logged, (metric, value) -> history.add(metric, step.longValue(), value));
      if (METRICS.hasUnreadable(logged)) {
        history.addUnreadable();
      }
    }
    return history.build();
  }

  private static CheckpointsApi api() {
    return RequestTemplate.client(CheckpointsApi.class);
  }
}
