package io.github.ckpt4j.providers;

import static java.util.Map.entry;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Checkpoint.Role;
import io.github.ckpt4j.Checkpoint.Status;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobEvent;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import io.github.ckpt4j.openai.api.CheckpointsApi;
import io.github.ckpt4j.openai.model.FineTuningEvent;
import io.github.ckpt4j.openai.model.FineTuningEventList;
import io.github.ckpt4j.openai.model.FineTuningJob;
import io.github.ckpt4j.openai.model.FineTuningJobCheckpoint;
import io.github.ckpt4j.openai.model.FineTuningJobList;
import io.github.ckpt4j.openai.model.ListFineTuningJobCheckpointsResponse;
import io.github.ckpt4j.openai.model.ListedModel;
import io.github.ckpt4j.openai.model.ModelList;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ErrorResponse;
import io.github.ckpt4j.spi.FileSource;
import io.github.ckpt4j.spi.Problem;
import io.github.ckpt4j.spi.Provider;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Settings;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's protocol, which several providers speak: newest first, a cursor that is the id of the
 * last checkpoint of a page, metrics with each checkpoint.
 */
final class OpenAiProtocol implements Provider {
  /** The metrics that the protocol names. */
  static final List<Metric> REPORTED = List.of(
      Metric.TRAIN_LOSS,
      Metric.TRAIN_MEAN_TOKEN_ACCURACY,
      Metric.VALID_LOSS,
      Metric.VALID_MEAN_TOKEN_ACCURACY,
      Metric.FULL_VALID_LOSS,
      Metric.FULL_VALID_MEAN_TOKEN_ACCURACY);

  /** Enough to include one with metrics: other events occur as well, as when files are checked. */
  private static final long LATEST_EVENTS = 20;

  /** The type of every checkpoint. */
  private static final String CHECKPOINT = "fine_tuning.job.checkpoint";

  private static final MetricNames METRICS = new MetricNames(
      REPORTED.stream().collect(Collectors.toUnmodifiableMap(Metric::name, each -> each)));

  /** OpenAI's {@code ft:model:organization:suffix:id} and Azure's {@code model.ft-id}. */
  private static final Pattern VENDOR_MODEL = Pattern.compile(
      "(?:ft:[^:/]++:[^:/]*+:[^:/]*+:[^:/]++|[^:/]+\\.ft-[0-9a-f]{32})(?<step>:ckpt-step-\\d+)?");

  private static final Map<String, State> STATES = Map.ofEntries(
      entry("validating_files", State.QUEUED),
      entry("queued", State.QUEUED),
      entry("pending", State.QUEUED),
      entry("notrunning", State.QUEUED),
      entry("running", State.RUNNING),
      entry("pausing", State.RUNNING),
      entry("canceling", State.RUNNING),
      entry("cancelling", State.RUNNING),
      entry("paused", State.PAUSED),
      entry("succeeded", State.SUCCEEDED),
      entry("failed", State.FAILED),
      entry("cancelled", State.CANCELLED),
      entry("canceled", State.CANCELLED));

  private final ProviderInfo info;
  private final Function<Settings, Map<String, String>> headers;
  private final boolean vendorModels;
  private final Function<ErrorResponse, Problem> problems;
  private final BiFunction<Checkpoint, String, Usage.Builder> usage;

  /**
   * A provider that speaks the protocol.
   *
   * @param vendorModels whether the models behind it may be OpenAI's or Azure's, whose names show
   *     which checkpoint is the final one, and that it can be used. At any other server a name of
   *     that form means nothing
   * @param problems reads its error responses
   * @param usage returns how to use a checkpoint, given the base URL
   */
  OpenAiProtocol(
      ProviderInfo info,
      Function<Settings, Map<String, String>> headers,
      boolean vendorModels,
      Function<ErrorResponse, Problem> problems,
      BiFunction<Checkpoint, String, Usage.Builder> usage) {
    this.info = info;
    this.headers = headers;
    this.vendorModels = vendorModels;
    this.problems = problems;
    this.usage = usage;
  }

  @Override
  public ProviderInfo info() {
    return info;
  }

  @Override
  public Map<String, String> headers(Settings settings) {
    return headers.apply(settings);
  }

  @Override
  public ApiRequest<Page> checkpoints(JobRef job, PageRequest page) {
    return RequestTemplate.request(
        api().listCheckpoints(job.id(), page.cursor(), limit(page)),
        ListFineTuningJobCheckpointsResponse.class,
        response -> page(job, response));
  }

  @Override
  public ApiRequest<Job> job(JobRef job) {
    return RequestTemplate.request(
        api().retrieveJob(job.id()), FineTuningJob.class, response -> job(job, response));
  }

  @Override
  public ApiRequest<JobPage> jobs(JobQuery query, PageRequest page) {
    if (!info.abilities().contains(Ability.JOBS)) {
      return Provider.super.jobs(query, page);
    }
    JobScope.none(query, info);
    return RequestTemplate.request(
        api().listJobs(page.cursor(), limit(page)),
        FineTuningJobList.class,
        metadata(query),
        response -> {
          FineTuningJobList body = response.body();
          requireList(body.getObject());
          JobPage jobs = response.jobs(
              info,
              "data",
              body.getData(),
              this::listed,
              next(body.getData(), body.getHasMore(), FineTuningJob::getId));
          requireFiltered(query, jobs);
          return jobs;
        });
  }

  /** A gateway that ignores the metadata filter also lists other jobs. */
  private static void requireFiltered(JobQuery query, JobPage page) {
    for (Job job : page.jobs()) {
      Map<String, Object> reported = ModelResponse.object(job.details().get("metadata"));
      if (!reported.entrySet().containsAll(query.metadata().entrySet())) {
        throw CheckpointException.builder(
                Kind.UNSUPPORTED,
                "the list has jobs without the metadata that was requested: the gateway does not"
                    + " filter by metadata")
            .build();
      }
    }
  }

  @Override
  public ApiRequest<JobEventPage> events(JobRef job, PageRequest page) {
    if (!info.abilities().contains(Ability.EVENTS)) {
      return Provider.super.events(job, page);
    }
    return RequestTemplate.request(
        api().listEvents(job.id(), page.cursor(), limit(page)),
        FineTuningEventList.class,
        response -> {
          FineTuningEventList body = response.body();
          requireList(body.getObject());
          return new JobEventPage(
              response.items("events", "data", body.getData(), OpenAiProtocol::event),
              next(body.getData(), body.getHasMore(), FineTuningEvent::getId));
        });
  }

  @Override
  public FileSource files(Checkpoint checkpoint, Artifact artifact) {
    if (!info.abilities().contains(Ability.FILES)) {
      return Provider.super.files(checkpoint, artifact);
    }
    ArtifactChoice.requireAsIs(checkpoint, artifact, info);
    return OpenAiFiles.of(checkpoint);
  }

  @Override
  public Map<String, ApiRequest<String>> resultFiles(Job job) {
    return OpenAiFiles.results(job);
  }

  /** Other servers list models too, but without an expiry date. */
  @Override
  public Optional<ApiRequest<Map<String, Expiry>>> expiries() {
    return info.name().equals(Providers.OPENAI)
        ? Optional.of(RequestTemplate.request(
            api().listModels(), ModelList.class, response -> expiries(response.body())))
        : Optional.empty();
  }

  private static Map<String, Expiry> expiries(ModelList body) {
    requireList(body.getObject());
    if (body.getData() == null) {
      throw CheckpointException.builder(
              Kind.BAD_RESPONSE, "the response is not a list of models: it has no 'data'")
          .build();
    }
    Map<String, Expiry> byModel = new HashMap<>();
    for (ListedModel model : body.getData()) {
      Instant end = model == null ? null : Times.end(model.getShutdownDate());
      if (end != null && model.getId() != null) {
        byModel.put(model.getId(), Expiry.reported(end));
      }
    }
    return byModel;
  }

  /** Part of the names that OpenAI makes: {@code ft:gpt-4o-mini-2024-07-18:org:suffix:id}. */
  @Override
  public @Nullable String baseModel(Checkpoint checkpoint) {
    String model = checkpoint.modelName();
    String[] parts = model == null ? new String[0] : model.split(":", 3);
    return parts.length == 3 && parts[0].equals("ft") && !parts[1].isEmpty() ? parts[1] : null;
  }

  @Override
  public Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    return usage.apply(checkpoint, baseUrl);
  }

  /**
   * How to use a checkpoint whose model name is sent unchanged, as far as is known for the server.
   */
  static Usage.Builder byName(Checkpoint checkpoint, String baseUrl) {
    return Usage.builder(checkpoint, baseUrl).model(checkpoint.modelName());
  }

  /** Adds how to continue training, where that needs the model's name. */
  static Usage.Builder resumedByName(
      Usage.Builder usage, Checkpoint checkpoint, String text, Usage.Evidence evidence) {
    String model = checkpoint.modelName();
    return model == null
        ? usage
        : usage.resume(text, "{\"model\": " + Quoted.json(model) + "}", evidence);
  }

  /** OpenAI reports when it expects the end; Nebius reports steps, too. */
  @Override
  public JobProgress progress(Job job, Instant readAt) {
    return new JobProgress(
        ModelResponse.integer(text(job.details().get("trained_steps"))),
        ModelResponse.integer(text(job.details().get("total_steps"))),
        job.hasEnded() ? null : Times.parse(text(job.details().get("estimated_finish"))));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** From the latest event with metrics, which has its own step and the total number of steps. */
  @Override
  public Optional<ApiRequest<JobProgress>> progress(JobRef job) {
    if (!info.abilities().contains(Ability.EVENTS)) {
      return Optional.empty();
    }
    return Optional.of(RequestTemplate.request(
        api().listEvents(job.id(), null, LATEST_EVENTS), FineTuningEventList.class, response -> {
          requireList(response.body().getObject());
          List<FineTuningEvent> events = response.body().getData();
          return Stream.ofNullable(events)
              .flatMap(List::stream)
              .filter(Objects::nonNull)
              .map(OpenAiProtocol::measured)
              .filter(each -> each.fraction().isPresent())
              .findFirst()
              .orElse(JobProgress.UNKNOWN);
        }));
  }

  private static JobProgress measured(FineTuningEvent event) {
    Map<String, Object> data = ModelResponse.object(event.getData());
    return new JobProgress(
        ModelResponse.integer(text(data.get("step"))),
        ModelResponse.integer(text(data.get("total_steps"))),
        null);
  }

  private Job.Builder listed(FineTuningJob wire) {
    String id = ModelResponse.required(wire.getId(), "id");
    return job(ModelResponse.listed(info, id, id, name(wire)), wire);
  }

  private static JobEvent event(FineTuningEvent wire) {
    Map<String, Object> data = ModelResponse.object(wire.getData());
    Double step = MetricNames.number(data.get("step"));
    Map<Metric, Double> metrics = new LinkedHashMap<>();
    METRICS.forEach(data, metrics::put);
    return new JobEvent(
        wire.getId(),
        Times.parse(wire.getCreatedAt()),
        EventLevels.of(wire.getLevel()),
        wire.getType(),
        wire.getMessage() == null ? "" : wire.getMessage(),
        step == null || step.isNaN() ? null : step.longValue(),
        metrics);
  }

  private static Map<String, String> metadata(JobQuery query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    query.metadata().forEach((key, value) -> parameters.put("metadata[" + key + "]", value));
    return parameters;
  }

  private static @Nullable Long limit(PageRequest page) {
    return page.size() == null ? null : page.size().longValue();
  }

  /** A gateway that cannot list forwards the request as one for a single job. */
  private static void requireList(@Nullable String object) {
    if (object != null && !object.equals("list")) {
      throw CheckpointException.builder(
              Kind.UNSUPPORTED,
              "the response is a '" + object + "' instead of a list: the gateway does not list this"
                  + " for the provider behind it")
          .build();
    }
  }

  /** The id of the last item, from which OpenAI's own clients continue too. */
  private static <I> @Nullable String next(
      @Nullable List<@Nullable I> items, @Nullable Boolean hasMore, Function<I, String> id) {
    if (items == null || items.isEmpty() || Boolean.FALSE.equals(hasMore)) {
      return null;
    }
    for (int i = items.size() - 1; i >= 0; i--) {
      I item = items.get(i);
      String last = item == null ? null : id.apply(item);
      if (last != null && !last.isEmpty()) {
        return last;
      }
    }
    return null;
  }

  @Override
  public Problem problem(ErrorResponse response) {
    return problems.apply(response);
  }

  private Page page(JobRef job, ModelResponse<ListFineTuningJobCheckpointsResponse> response) {
    ListFineTuningJobCheckpointsResponse body = response.body();
    if (body.getObject() != null && !body.getObject().equals("list")) {
      throw ModelResponse.notAList("it is a '"
          + body.getObject()
          + "'; a gateway may not list checkpoints of the provider behind it");
    }
    return response.page(job, "data", body.getData(), each -> checkpoint(job, each), next(body));
  }

  /**
   * The id of the last checkpoint, from which OpenAI's own clients continue too. A response without
   * {@code has_more} may not be the last one, unless its page is empty.
   */
  private static @Nullable String next(ListFineTuningJobCheckpointsResponse body) {
    List<FineTuningJobCheckpoint> items = body.getData();
    if (items == null || Boolean.FALSE.equals(body.getHasMore())) {
      return null;
    }
    String lastId = lastId(items, body.getLastId());
    if (Boolean.TRUE.equals(body.getHasMore()) && lastId == null) {
      throw ModelResponse.notAList("its 'has_more' is true, but it has no id to continue from");
    }
    return items.isEmpty() && body.getHasMore() == null ? null : lastId;
  }

  private static @Nullable String lastId(
      List<FineTuningJobCheckpoint> items, @Nullable String otherwise) {
    for (int i = items.size() - 1; i >= 0; i--) {
      FineTuningJobCheckpoint item = items.get(i);
      String id = item == null ? null : item.getId();
      if (id != null && !id.isEmpty()) {
        return id;
      }
    }
    return otherwise;
  }

  private Checkpoint.Builder checkpoint(JobRef job, FineTuningJobCheckpoint wire) {
    ModelResponse.requireSame("fine_tuning_job_id", wire.getFineTuningJobId(), job.id());
    String model = wire.getFineTunedModelCheckpoint();
    Role role = role(model);
    Checkpoint.Builder checkpoint = Checkpoint.builder(
            job, ModelResponse.required(wire.getId(), "id"))
        .step(wire.getStepNumber())
        .modelName(model)
        .role(role)
        .status(role == Role.UNKNOWN ? Status.UNKNOWN : Status.READY)
        .detail("object", CHECKPOINT.equals(wire.getObject()) ? null : wire.getObject());
    Times.createdAt(wire.getCreatedAt(), checkpoint);
    METRICS.read(wire.getMetrics(), wire.getStepNumber(), checkpoint);
    return checkpoint;
  }

  /** The model name of every checkpoint except the final one ends with its step. */
  private Role role(@Nullable String model) {
    if (!vendorModels || model == null) {
      return Role.UNKNOWN;
    }
    Matcher name = VENDOR_MODEL.matcher(model);
    if (!name.matches()) {
      return Role.UNKNOWN;
    }
    return name.group("step") == null ? Role.FINAL : Role.INTERMEDIATE;
  }

  private static Job job(JobRef job, ModelResponse<FineTuningJob> response) {
    FineTuningJob wire = response.body();
    ModelResponse.requireSame("id", wire.getId(), job.id());
    return response.job(job(job, wire), wire, "", "user_provided_suffix");
  }

  private static Job.Builder job(JobRef job, FineTuningJob wire) {
    Job.Builder builder = Job.builder(job, ModelResponse.state(STATES, wire.getStatus()))
        .providerState(ModelResponse.word(wire.getStatus()))
        .name(name(wire))
        .finishedAt(Times.parse(wire.getFinishedAt()))
        .baseModel(wire.getModel())
        .resultModel(wire.getFineTunedModel())
        .error(ModelResponse.message(wire.getError()));
    Times.createdAt(wire.getCreatedAt(), builder);
    return builder;
  }

  /** The name that the owner gave the job, in OpenAI's field or in those of other servers. */
  private static @Nullable String name(FineTuningJob wire) {
    return wire.getUserProvidedSuffix() == null ? wire.getSuffix() : wire.getUserProvidedSuffix();
  }

  private static CheckpointsApi api() {
    return RequestTemplate.client(CheckpointsApi.class);
  }
}
