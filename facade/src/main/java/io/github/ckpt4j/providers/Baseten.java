package io.github.ckpt4j.providers;

import static java.util.Map.entry;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Status;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.Usage.Deployment;
import io.github.ckpt4j.Usage.Evidence;
import io.github.ckpt4j.baseten.api.CheckpointsApi;
import io.github.ckpt4j.baseten.model.GetTrainingJobCheckpointsResponseV1;
import io.github.ckpt4j.baseten.model.GetTrainingJobMetricsResponseV1;
import io.github.ckpt4j.baseten.model.GetTrainingJobResponseV1;
import io.github.ckpt4j.baseten.model.SearchTrainingJobsOrderV1;
import io.github.ckpt4j.baseten.model.SearchTrainingJobsRequestV1;
import io.github.ckpt4j.baseten.model.TrainingJobCheckpointV1;
import io.github.ckpt4j.baseten.model.TrainingJobListV1;
import io.github.ckpt4j.baseten.model.TrainingJobLogsV1;
import io.github.ckpt4j.baseten.model.TrainingJobMetricV1;
import io.github.ckpt4j.baseten.model.TrainingJobV1;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Baseten. Not paged, in no particular order; a checkpoint is a directory that the training code
 * named, and its step is read from that name. Metrics describe only the hardware, with a time but
 * no step.
 */
final class Baseten implements Provider {
  private static final String AUTH_SCHEME = "auth-scheme";

  private static final Metric GPU_UTILIZATION = Metric.of("gpu_utilization");
  private static final Metric GPU_MEMORY = Metric.of("gpu_memory_usage_bytes");
  private static final Metric CPU_USAGE = Metric.of("cpu_usage");
  private static final Metric CPU_MEMORY = Metric.of("cpu_memory_usage_bytes");

  private static final ProviderInfo INFO = ProviderInfo.builder(
          Providers.BASETEN, "https://api.baseten.co")
      .title("Baseten")
      .setting(Setting.apiKey("BASETEN_API_KEY"))
      .setting(Setting.baseUrl("BASETEN_BASE_URL"))
      .scope(Setting.plain(
          "project", "BASETEN_PROJECT", "project that the command adds to the id of a job"))
      .setting(Setting.plain(AUTH_SCHEME, "BASETEN_AUTH_SCHEME", "Bearer (the default) or Api-Key"))
      .jobIdExample("project/job")
      .jobIdPattern(Pattern.compile("[^/]+/[^/]+"))
      .metrics(List.of(GPU_UTILIZATION, GPU_MEMORY, CPU_USAGE, CPU_MEMORY))
      .documentation("https://docs.baseten.co/reference/training-api/get-training-job-checkpoints")
      .jobPage("https://app.baseten.co/training/{0}/logs/{1}")
      .jobScopes("", "project")
      .abilities(Ability.METRICS, Ability.EVENTS, Ability.FILES, Ability.EXPIRY)
      .build();

  private static final Map<String, State> STATES = Map.ofEntries(
      entry("training_job_pending", State.QUEUED),
      entry("training_job_created", State.QUEUED),
      entry("training_job_queued", State.QUEUED),
      entry("training_job_deploying", State.QUEUED),
      entry("training_job_running", State.RUNNING),
      entry("training_job_completed", State.SUCCEEDED),
      entry("training_job_deploy_failed", State.FAILED),
      entry("training_job_failed", State.FAILED),
      entry("training_job_stopped", State.CANCELLED));

  @Override
  public ProviderInfo info() {
    return INFO;
  }

  @Override
  public Map<String, String> headers(Settings settings) {
    String scheme = settings.get(AUTH_SCHEME);
    String key = settings.require(Setting.API_KEY);
    return Map.of(Headers.AUTHORIZATION, (scheme == null ? "Bearer" : scheme) + " " + key);
  }

  @Override
  public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
    List<String> ids = job.segments();
    return RequestTemplate.request(
        api().listCheckpoints(ids.get(0), ids.get(1)),
        GetTrainingJobCheckpointsResponseV1.class,
        response -> {
          requireSame(job, response.body().getTrainingJob());
          return response.list(
              job, "checkpoints", response.body().getCheckpoints(), each -> checkpoint(job, each));
        });
  }

  @Override
  public ApiRequest<Job> job(JobRef job) {
    List<String> ids = job.segments();
    return RequestTemplate.request(
        api().retrieveJob(ids.get(0), ids.get(1)),
        GetTrainingJobResponseV1.class,
        response -> job(job, response));
  }

  @Override
  public Optional<ApiRequest<MetricHistory>> hardwareMetrics(JobRef job) {
    List<String> ids = job.segments();
    return Optional.of(RequestTemplate.request(
        api().listMetrics(ids.get(0), ids.get(1), null, null, null),
        GetTrainingJobMetricsResponseV1.class,
        response -> history(response.body())));
  }

  /** The search is a POST that only reads, so it may be repeated. */
  @Override
  public ApiRequest<JobPage> jobs(JobQuery query, PageRequest page) {
    JobScope.noMetadata(query, INFO);
    String project = query.scope();
    if (project != null && project.contains("/")) {
      throw JobScope.unknown(query, INFO);
    }
    return RequestTemplate.request(
        project == null ? api().searchJobs(search(query)) : api().listProjectJobs(project),
        TrainingJobListV1.class,
        response -> response.jobs(
            INFO, "training_jobs", response.body().getTrainingJobs(), Baseten::listed, null));
  }

  @Override
  public ApiRequest<JobEventPage> events(JobRef job, PageRequest page) {
    List<String> ids = job.segments();
    if (page.cursor() == null) {
      return RequestTemplate.request(
          api().retrieveJob(ids.get(0), ids.get(1)), GetTrainingJobResponseV1.class, response -> {
            Job found = job(job, response);
            return BasetenLogs.first(
                response.body().getTrainingJob(), found.state().isTerminal());
          });
    }
    BasetenLogs from = BasetenLogs.parse(page.cursor());
    return RequestTemplate.request(
        api()
            .listLogs(
                ids.get(0), ids.get(1), from.startMillis(), from.endMillis(), "asc", from.limit()),
        TrainingJobLogsV1.class,
        response -> from.page(
            response.items("events", "logs", response.body().getLogs(), BasetenLogs.Line::of)));
  }

  @Override
  public FileSource files(Checkpoint checkpoint, Artifact artifact) {
    return BasetenFiles.of(checkpoint, artifact, INFO);
  }

  /**
   * Documented: the command that deploys, the base URL of a deployed model, and how a job loads a
   * checkpoint (<a href="https://docs.baseten.co/training/deployment">Serving your trained model</a>).
   * The web page is the one that Baseten's own client prints.
   */
  @Override
  public Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    String job = checkpoint.job().segments().get(1);
    return Usage.builder(
            checkpoint, "https://model-<model id>.api.baseten.co/environments/production/sync/v1")
        .model(checkpoint.id())
        .deployment(Deployment.REQUIRED, Evidence.DOCUMENTED)
        .deploy(
            "Deploy checkpoints of the job and choose this one. The model's id is part of its URL.",
            "truss train deploy_checkpoints --job-id " + Quoted.shell(job),
            Evidence.DOCUMENTED)
        .resume(
            "Load the checkpoint in the configuration of another job.",
            "{\"load_checkpoint_config\": {\"enabled\": true, \"checkpoints\": [{\"typ\":"
                + " \"baseten_named_checkpoint\", \"checkpoint_name\": "
                + Quoted.json(checkpoint.id())
                + ", \"job_id\": " + Quoted.json(job) + "}]}}",
            Evidence.DOCUMENTED);
  }

  private static SearchTrainingJobsRequestV1 search(JobQuery query) {
    List<String> words = JobScope.words(query, STATES).stream()
        .map(word -> word.toUpperCase(Locale.ROOT))
        .toList();
    return new SearchTrainingJobsRequestV1()
        .statuses(words.isEmpty() ? null : words)
        .orderBy(List.of(new SearchTrainingJobsOrderV1().field("created_at").order("desc")));
  }

  private static Job.Builder listed(TrainingJobV1 wire) {
    String id = ModelResponse.required(wire.getId(), "id");
    String project = ModelResponse.required(wire.getTrainingProjectId(), "training_project_id");
    return job(ModelResponse.listed(INFO, project + "/" + id, id, wire.getName()), wire);
  }

  private static Checkpoint.Builder checkpoint(JobRef job, TrainingJobCheckpointV1 wire) {
    String id = ModelResponse.required(wire.getCheckpointId(), "checkpoint_id");
    ModelResponse.requireSame(
        "training_job_id", wire.getTrainingJobId(), job.segments().get(1));
    String type = wire.getCheckpointType();
    Checkpoint.Builder checkpoint = Checkpoint.builder(job, id)
        .step(BasetenStep.of(id))
        .modelName(id)
        .sizeBytes(wire.getSizeBytes())
        .artifact(type == null ? null : type.toLowerCase(Locale.ROOT))
        .status(status(wire.getSyncStatus()))
        .detail("base_model", wire.getBaseModel())
        .detail("lora_adapter_config", wire.getLoraAdapterConfig())
        .detail("sync_status", wire.getSyncStatus())
        .detail("training_job_id", wire.getTrainingJobId());
    Times.createdAt(wire.getCreatedAt(), checkpoint);
    Times.expiresAt(wire.getExpiresAt(), checkpoint);
    return checkpoint;
  }

  private static void requireSame(JobRef job, @Nullable TrainingJobV1 wire) {
    if (wire != null) {
      ModelResponse.requireSame(
          "training_project_id", wire.getTrainingProjectId(), job.segments().get(0));
      ModelResponse.requireSame("training_job.id", wire.getId(), job.segments().get(1));
    }
  }

  /** The specification has COMPLETE in one place and COMPLETED in another. */
  private static Status status(@Nullable String sync) {
    return switch (sync == null ? "" : sync.strip().toUpperCase(Locale.ROOT)) {
      case "COMPLETE", "COMPLETED" -> Status.READY;
      case "SYNCING" -> Status.SYNCING;
      default -> Status.UNKNOWN;
    };
  }

  /** Baseten reports no end and no result; the last change of an ended job is taken as its end. */
  private static Job job(JobRef job, ModelResponse<GetTrainingJobResponseV1> response) {
    TrainingJobV1 wire = response.body().getTrainingJob();
    if (wire == null) {
      throw ModelResponse.notAJob("it has no 'training_job'");
    }
    requireSame(job, wire);
    return response.job(job(job, wire), wire, "training_job");
  }

  private static Job.Builder job(JobRef job, TrainingJobV1 wire) {
    State state = ModelResponse.state(STATES, wire.getCurrentStatus());
    Job.Builder builder = Job.builder(job, state)
        .providerState(ModelResponse.word(wire.getCurrentStatus()))
        .name(wire.getName())
        .finishedAt(state.isTerminal() ? Times.parse(wire.getUpdatedAt()) : null)
        .error(ModelResponse.message(wire.getErrorMessage()))
        .detail("node_count", wire.getNodeCount());
    Times.createdAt(wire.getCreatedAt(), builder);
    return builder;
  }

  private static MetricHistory history(GetTrainingJobMetricsResponseV1 wire) {
    MetricHistory.Builder history = MetricHistory.builder();
    addRanks(history, GPU_UTILIZATION, wire.getGpuUtilization());
    addRanks(history, GPU_MEMORY, wire.getGpuMemoryUsageBytes());
    add(history, CPU_USAGE, wire.getCpuUsage());
    add(history, CPU_MEMORY, wire.getCpuMemoryUsageBytes());
    return history.build();
  }

  /** The first GPU gets the metric's plain name; each further one gets its rank added. */
  private static void addRanks(
      MetricHistory.Builder history,
      Metric metric,
      @Nullable Map<String, List<TrainingJobMetricV1>> ranks) {
    if (ranks != null) {
      ranks.forEach((rank, series) ->
          add(history, rank.equals("0") ? metric : Metric.of(metric.name() + "_" + rank), series));
    }
  }

  private static void add(
      MetricHistory.Builder history, Metric metric, @Nullable List<TrainingJobMetricV1> series) {
    if (series == null) {
      return;
    }
    for (TrainingJobMetricV1 point : series) {
      Instant time = point == null ? null : Times.parse(point.getTimestamp());
      if (time == null) {
        history.addUnreadable();
      } else if (point.getValue() != null) {
        history.add(metric, time, point.getValue());
      }
    }
  }

  private static CheckpointsApi api() {
    return RequestTemplate.client(CheckpointsApi.class);
  }
}
