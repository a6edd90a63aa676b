package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI. Its list is paged, newest first. The final checkpoint has the name of the job's model;
 * the others end in {@code :ckpt-step-N}, each with a different eight-character suffix before it.
 * Checkpoints carry their metrics; unmeasured ones are absent. A job without an error has {@code
 * "error": {}}.
 *
 * <p>A job whose id has 32 hexadecimal digits is an Azure job, as seen through {@link FakePortkey}:
 * its ids and names differ, logged steps have a decimal point, and every checkpoint has full
 * validation metrics.
 */
class FakeOpenAi extends SandboxProvider {
  private static final Template LIST = Template.of("openai/list");
  private static final Template CHECKPOINT = Template.of("openai/checkpoint");
  private static final Template JOB = Template.of("openai/job");
  private static final Template JOBS = Template.of("openai/jobs");
  private static final Template EVENT = Template.of("openai/event");
  private static final Template EVENT_DATA = Template.of("openai/event-data");
  private static final Template MODELS = Template.of("openai/models");
  private static final Template MODEL = Template.of("openai/model");
  private static final Template METADATA = Template.of("openai/metadata");
  private static final Template ERROR = Template.of("openai/error");

  private static final String JOB_ID = "ftjob-";
  private static final int AZURE_DIGITS = 32;
  private static final Pattern AZURE_JOB =
      Pattern.compile(JOB_ID + "[0-9a-f]{" + AZURE_DIGITS + "}");

  /** A query parameter that filters jobs by one key of their metadata. */
  private static final Pattern METADATA_KEY = Pattern.compile("metadata\\[(?<key>.*)]");

  /** Metrics that other providers log but OpenAI does not. */
  private static final List<String> NOT_REPORTED = List.of("learning_rate", "grad_norm", "epoch");

  private static final List<String> FULL_METRICS =
      List.of("valid_loss", "valid_mean_token_accuracy");

  private static final Pattern FILE = Pattern.compile("(?:^|/)files/([^/]+)/content$");

  private static final String EVENT_ID = "ftevent-";
  private static final int PER_CHECKPOINT = 5;

  /** A job of a million checkpoints would make the list of models unreadable. */
  private static final int MODELS_PER_JOB = 100;

  /** OpenAI does not publish its limit; here a page must fit in memory. */
  private static final int MAX_LIMIT = 10_000;

  private final int pageLimit;

  FakeOpenAi(int pageLimit) {
    this("openai", "/openai/v1", pageLimit);
  }

  FakeOpenAi(String name, String prefix, int pageLimit) {
    super(name, prefix, "ftjob-…", "fine_tuning/jobs/*");
    this.pageLimit = Math.min(pageLimit, MAX_LIMIT);
  }

  @Override
  String defaultModel() {
    return "gpt-4o-mini-2024-07-18";
  }

  @Override
  @Nullable
  Response refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : wrongKey(request);
  }

  @Override
  String jobsPath() {
    return "fine_tuning/jobs";
  }

  @Override
  @Nullable
  Response respondToList(String path, Map<String, String> query, Jobs jobs) {
    Matcher file = FILE.matcher(path);
    return switch (path) {
      case "fine_tuning/jobs" -> filteredJobs(query, jobs.all().get());
      case "models" -> models(jobs.all().get());
      default -> file.find() ? file(file.group(1), jobs) : null;
    };
  }

  @Override
  boolean isFile(String path) {
    return FILE.matcher(path).find();
  }

  /** The content of a file; null if no job has such a file. */
  @Nullable
  Response file(String id, Jobs jobs) {
    return jobs.all().get().stream()
        .filter(run -> run.succeeded() && ResultFile.id(run.job()).equals(id))
        .findFirst()
        .map(ResultFile::of)
        .orElse(null);
  }

  /** The jobs with all of the metadata in the query, or with {@code metadata=null}, those without any. */
  private Response filteredJobs(Map<String, String> query, List<Run> all) {
    Map<String, String> wanted = new LinkedHashMap<>();
    query.forEach((name, value) -> {
      Matcher key = METADATA_KEY.matcher(name);
      if (key.matches()) {
        wanted.put(key.group("key"), value);
      }
    });
    boolean none = "null".equals(query.get("metadata"));
    if (query.containsKey("metadata") && (!none || !wanted.isEmpty())) {
      return invalid(400, "Invalid filter by metadata.", "metadata", null);
    }
    return jobs(
        query,
        all.stream()
            .filter(run -> run.job().metadata().entrySet().containsAll(wanted.entrySet()))
            .filter(run -> !none || run.job().metadata().isEmpty())
            .toList());
  }

  /** Newest first, after the job whose id the query has. */
  private Response jobs(Map<String, String> query, List<Run> all) {
    int first = 0;
    String after = query.get("after");
    if (after != null) {
      int at = 0;
      while (at < all.size() && !all.get(at).job().id().equals(after)) {
        at++;
      }
      if (at == all.size()) {
        return invalid(400, "No such job: " + after, "after", null);
      }
      first = at + 1;
    }
    int limit = limit(query.getOrDefault("limit", "20"));
    if (limit < 1) {
      return invalid(400, "Not a valid limit.", "limit", null);
    }
    int end = Math.min(all.size(), first + Math.min(limit, pageLimit));
    List<Run> page = all.subList(first, end);
    return Response.json(
        200,
        JOBS.with(new Values()
            .set("jobs", items(page.size(), i -> job(page.get(i))))
            .set("hasMore", end < all.size())));
  }

  /** The base models and the models trained from them, as far as they fit into one list. */
  private Response models(List<Run> all) {
    Map<String, Body> models = new LinkedHashMap<>();
    for (Run run : all) {
      SandboxJob job = run.job();
      String base = baseModel(job);
      models.put(base, model(base, job.created(), "system", null));
      for (int i = Math.max(0, run.saved() - MODELS_PER_JOB); i < run.saved(); i++) {
        String name = model(run, i, job.checkpoint(i).step());
        models.put(name, model(name, job.savedAt(i), "org-sandbox", job.expiresAt()));
      }
    }
    return Response.json(200, MODELS.with(new Values().set("models", models.values())));
  }

  private static Body model(String id, Instant created, String owner, @Nullable Instant end) {
    return MODEL.with(new Values()
        .set("id", id)
        .set("createdAt", created.getEpochSecond())
        .set("owner", owner)
        .set("shutdownDate", end == null ? null : LocalDate.ofInstant(end, ZoneOffset.UTC)));
  }

  /** Newest first: the job's reports, and four measurements before each checkpoint. */
  private Response events(Map<String, String> query, Run run) {
    int next = 2 + PER_CHECKPOINT * run.saved() + (run.ended() ? 1 : 0) - 1;
    String after = query.get("after");
    if (after != null) {
      OptionalInt index = after.startsWith(EVENT_ID)
          ? Ids.index(run.job().seed(), after.substring(EVENT_ID.length()))
          : OptionalInt.empty();
      if (index.isEmpty()) {
        return invalid(400, "No such event: " + after, "after", null);
      }
      next = index.getAsInt() - 1;
    }
    int limit = Math.min(limit(query.getOrDefault("limit", "20")), pageLimit);
    if (limit < 1) {
      return invalid(400, "Not a valid limit.", "limit", null);
    }
    int newest = next;
    int count = Math.min(limit, newest + 1);
    return Response.json(
        200,
        JOBS.with(new Values()
            .set("jobs", items(count, i -> event(run, newest - i)))
            .set("hasMore", newest - count >= 0)));
  }

  private Body event(Run run, int index) {
    SandboxJob job = run.job();
    int reported = index - 2;
    if (index == 0) {
      return event(job, index, job.created(), "info", "Created fine-tuning job: " + job.id());
    }
    if (index == 1) {
      return event(job, index, job.started(), "info", "Fine-tuning job started");
    }
    if (reported == PER_CHECKPOINT * run.saved()) {
      return run.failed()
          ? event(job, index, run.updated(), "error", job.error())
          : event(job, index, run.updated(), "info", "The job has ended: " + word(run));
    }
    int checkpoint = reported / PER_CHECKPOINT;
    int part = reported % PER_CHECKPOINT + 1;
    return part == PER_CHECKPOINT
        ? event(job, index, job.savedAt(checkpoint), "info", "Checkpoint created")
        : measurement(job, index, checkpoint, part / (double) (PER_CHECKPOINT - 1));
  }

  private static Body event(SandboxJob job, int index, Instant time, String level, String message) {
    return EVENT.with(
        eventValues(job, index, time, level, message).set("type", "message").set("data", null));
  }

  private static Values eventValues(
      SandboxJob job, int index, Instant time, String level, String message) {
    return new Values()
        .set("id", EVENT_ID + Ids.reversible(job.seed(), index))
        .set("time", time.getEpochSecond())
        .set("level", level)
        .set("message", message);
  }

  /** The measurement at this fraction of the way to a checkpoint. */
  private Body measurement(SandboxJob job, int index, int checkpoint, double part) {
    SandboxCheckpoint to = job.checkpoint(checkpoint);
    SandboxCheckpoint from = checkpoint == 0 ? to : job.checkpoint(checkpoint - 1);
    long before = checkpoint == 0 ? 0 : from.step();
    long step = before + Math.round((to.step() - before) * part);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics(to, false).forEach((name, value) -> {
      double start = from.metrics().getOrDefault(name, value);
      metrics.put(name, Double.isFinite(start) ? start + (value - start) * part : value);
    });
    Instant start = checkpoint == 0 ? job.started() : job.savedAt(checkpoint - 1);
    long millis = Math.round(Duration.between(start, job.savedAt(checkpoint)).toMillis() * part);
    return EVENT.with(eventValues(job, index, start.plusMillis(millis), "info", "Step " + step)
        .set("type", "metrics")
        .set(
            "data",
            EVENT_DATA.with(new Values()
                .set("step", step)
                .set("totalSteps", job.checkpoint(job.count() - 1).step())
                .set("metrics", metrics))));
  }

  @Override
  @Nullable
  Response respond(String resource, Map<String, String> query, Run run) {
    return switch (resource) {
      case "" -> Response.json(200, job(run));
      case "checkpoints" -> page(query, run);
      case "events" -> events(query, run);
      default -> null;
    };
  }

  @Override
  Response jobNotFound(String resource, String id) {
    return resource.isEmpty() || resource.equals("checkpoints") || resource.equals("events")
        ? invalid(404, "Could not find fine tune: " + id, "fine_tune_id", "fine_tune_not_found")
        : error(404);
  }

  private Response page(Map<String, String> query, Run run) {
    int newest = run.saved() - 1;
    String after = query.get("after");
    if (after != null) {
      OptionalInt index = index(run, after);
      if (index.isEmpty()) {
        return invalid(400, "No such checkpoint: " + after, "after", null);
      }
      newest = index.getAsInt() - 1;
    }
    int limit = limit(query.getOrDefault("limit", "10"));
    if (limit < 1) {
      return invalid(400, "Not a valid limit.", "limit", null);
    }
    int oldest = Math.max(0, newest - Math.min(limit, pageLimit) + 1);
    boolean empty = newest < oldest;
    int first = newest;
    return Response.json(
        200,
        LIST.with(new Values()
            .set("checkpoints", items(newest - oldest + 1, i -> checkpoint(run, first - i)))
            .set("firstId", empty ? null : id(run.job(), newest))
            .set("lastId", empty ? null : id(run.job(), oldest))
            .set("hasMore", oldest > 0 && !empty)));
  }

  private static int limit(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Body checkpoint(Run run, int index) {
    SandboxJob job = run.job();
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    boolean azure = isAzure(job);
    return checkpoint(
        run,
        index,
        new Values()
            .set("id", id(job, index))
            .set("savedAt", job.savedAt(index).getEpochSecond())
            .set("model", model(run, index, checkpoint.step()))
            .set("jobId", job.id())
            .set("loggedStep", azure ? (Number) (double) checkpoint.step() : checkpoint.step())
            .set("metrics", metrics(checkpoint, azure))
            .set("step", step(job, checkpoint.step())));
  }

  Body checkpoint(Run run, int index, Values values) {
    return CHECKPOINT.with(values);
  }

  /** The step as it is written. */
  Number step(SandboxJob job, long step) {
    return step;
  }

  private static Map<String, Double> metrics(SandboxCheckpoint checkpoint, boolean azure) {
    Map<String, Double> metrics = new LinkedHashMap<>(checkpoint.metrics());
    metrics.keySet().removeAll(NOT_REPORTED);
    metrics.values().removeIf(value -> !Double.isFinite(value));
    if (azure) {
      for (String name : FULL_METRICS) {
        Double value = metrics.get(name);
        if (value != null) {
          metrics.putIfAbsent("full_" + name, value);
        }
      }
    }
    return metrics;
  }

  private String id(SandboxJob job, int index) {
    return isAzure(job)
        ? "ftchkpt-" + Ids.reversibleHex(job.seed(), index)
        : "ftckpt_" + Ids.reversible(job.seed(), index);
  }

  /** The position of a saved checkpoint, by its id. */
  private OptionalInt index(Run run, String id) {
    int prefix = Math.max(id.indexOf('_'), id.indexOf('-')) + 1;
    OptionalInt index = isAzure(run.job())
        ? Ids.hexIndex(run.job().seed(), id.substring(prefix))
        : Ids.index(run.job().seed(), id.substring(prefix));
    return index.isPresent()
            && index.getAsInt() >= 0
            && index.getAsInt() < run.saved()
            && id(run.job(), index.getAsInt()).equals(id)
        ? index
        : OptionalInt.empty();
  }

  String model(Run run, int index, long step) {
    SandboxJob job = run.job();
    String name = isAzure(job)
        ? baseModel(job) + ".ft-" + azureDigits(job)
        : "ft:" + baseModel(job) + ":sandbox:demo:" + Ids.letters(job.seed(), index, 8);
    return run.isFinal(index) ? name : name + ":ckpt-step-" + step;
  }

  boolean isAzure(SandboxJob job) {
    return hasAzureId(job);
  }

  private static boolean hasAzureId(SandboxJob job) {
    // This runs several times per checkpoint, and the length alone settles most cases.
    return job.id().length() == JOB_ID.length() + AZURE_DIGITS
        && AZURE_JOB.matcher(job.id()).matches();
  }

  private static String azureDigits(SandboxJob job) {
    return hasAzureId(job)
        ? job.id().substring(JOB_ID.length())
        : Ids.hex(job.seed(), 0, AZURE_DIGITS);
  }

  private Body job(Run run) {
    SandboxJob job = run.job();
    int last = run.saved() - 1;
    boolean done = run.succeeded() && last >= 0;
    long lastStep = done ? job.checkpoint(last).step() : 0;
    boolean finished = run.ended() && run.state() != SandboxJob.State.PAUSED;
    return job(new Values()
        .set("jobId", job.id())
        .set("baseModel", baseModel(job))
        .set("createdAt", job.created().getEpochSecond())
        .set("finishedAt", finished ? run.updated().getEpochSecond() : null)
        .set("model", done ? model(run, last, lastStep) : null)
        .set("resultFiles", done ? List.of(ResultFile.id(job)) : List.of())
        .set("status", word(run))
        .set("trainingFile", Ids.letters(job.seed(), 2, 22))
        .set("validationFile", Ids.letters(job.seed(), 3, 22))
        .set("trainedTokens", done ? 512 * lastStep : null)
        .set("failure", run.failed() ? job.error() : null)
        .set("seed", Math.floorMod(job.seed(), 1_000_000_007))
        .set("metadata", metadata(job)));
  }

  private static @Nullable Body metadata(SandboxJob job) {
    return job.metadata().isEmpty()
        ? null
        : METADATA.with(new Values().set("pairs", job.metadata()));
  }

  Body job(Values values) {
    return JOB.with(values);
  }

  String word(Run run) {
    return run.word(
        switch (run.state()) {
          case CREATED -> "validating_files";
          case QUEUED -> "queued";
          case RUNNING, FINISHING -> "running";
          case SUCCEEDED -> "succeeded";
          case FAILED -> "failed";
          case CANCELLED -> "cancelled";
          case PAUSED -> "paused";
        });
  }

  /** Shows the first and last characters of the rejected key, as OpenAI does. */
  final Response wrongKey(Request request) {
    String sent = request.header("Authorization");
    if (sent == null) {
      return invalid(401, "No API key was sent in the Authorization header.", null, null);
    }
    String key = sent.substring(sent.indexOf(' ') + 1);
    String shown = key.length() < 12
        ? "***"
        : key.substring(0, 4) + "*".repeat(8) + key.substring(key.length() - 4);
    return invalid(401, "Incorrect API key provided: " + shown + ".", null, "invalid_api_key");
  }

  @Override
  Response error(int status) {
    return status == 429
        ? error(429, reason(429), "requests", null, "rate_limit_exceeded")
        : error(
            status,
            reason(status),
            status < 500 ? "invalid_request_error" : "server_error",
            null,
            null);
  }

  @Override
  Response rateLimited(Duration wait) {
    return super.rateLimited(wait).header("Retry-After-Ms", wait.toMillis());
  }

  @Override
  Response quotaExhausted() {
    return error(429, reason(402), "insufficient_quota", null, "insufficient_quota");
  }

  private Response invalid(
      int status, String message, @Nullable String param, @Nullable String code) {
    return error(status, message, "invalid_request_error", param, code);
  }

  Response error(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return Response.json(status, ERROR.with(errorValues(message, type, param, code)));
  }

  static Values errorValues(
      String message, String type, @Nullable String param, @Nullable String code) {
    return new Values()
        .set("message", message)
        .set("type", type)
        .set("param", param)
        .set("code", code);
  }

  @Override
  Map<String, String> signature() {
    return Map.of(
        "x-request-id",
        "req_" + Ids.hex(1, nextId(), 32),
        "openai-version",
        "2020-10-01",
        "openai-processing-ms",
        "7");
  }
}
