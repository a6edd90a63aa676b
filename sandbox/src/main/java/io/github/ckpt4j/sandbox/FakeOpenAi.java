package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI. Its list is paged, newest first. The final checkpoint is named like the job's model; the
 * others end in {@code :ckpt-step-N}, and each has another eight characters before that. Metrics
 * are on the checkpoint, and those that were not measured are absent. A job without an error has
 * {@code "error": {}}.
 *
 * <p>A job with an id of 32 hexadecimal digits is one of Azure's, as seen through {@link FakePortkey}:
 * other ids and names, a step with a decimal point, a full validation every time.
 */
class FakeOpenAi extends FakeProvider {
  private static final Template LIST = Template.of("openai/list");
  private static final Template CHECKPOINT = Template.of("openai/checkpoint");
  private static final Template JOB = Template.of("openai/job");
  private static final Template ERROR = Template.of("openai/error");

  private static final Pattern AZURE_JOB = Pattern.compile("ftjob-[0-9a-f]{32}");
  private static final int AZURE_LENGTH = "ftjob-".length() + 32;

  /** What other providers log too, and OpenAI does not. */
  private static final List<String> NOT_REPORTED = List.of("learning_rate", "grad_norm", "epoch");

  private static final List<String> FULL_METRICS =
      List.of("valid_loss", "valid_mean_token_accuracy");

  /** The real limit has not been published; here a page has to fit in memory. */
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
  @Nullable
  Response respond(String resource, Map<String, String> query, Run run) {
    return switch (resource) {
      case "" -> Response.json(200, job(run));
      case "checkpoints" -> page(query, run);
      default -> null;
    };
  }

  @Override
  Response jobNotFound(String resource, String id) {
    return resource.isEmpty() || resource.equals("checkpoints")
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
    boolean azure = azure(job);
    return CHECKPOINT.with(new Values()
        .set("id", id(job, index))
        .set("savedAt", job.savedAt(index).getEpochSecond())
        .set("model", model(run, index, checkpoint.step()))
        .set("jobId", job.address())
        .set("loggedStep", azure ? (Number) (double) checkpoint.step() : checkpoint.step())
        .set("metrics", metrics(checkpoint, azure))
        .set("step", checkpoint.step()));
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

  private static String id(SandboxJob job, int index) {
    return azure(job)
        ? "ftchkpt-" + Ids.reversibleHex(job.seed(), index)
        : "ftckpt_" + Ids.reversible(job.seed(), index);
  }

  /** The place of a saved checkpoint, by its id. */
  private static OptionalInt index(Run run, String id) {
    int prefix = Math.max(id.indexOf('_'), id.indexOf('-')) + 1;
    OptionalInt index = azure(run.job())
        ? Ids.hexIndex(run.job().seed(), id.substring(prefix))
        : Ids.index(run.job().seed(), id.substring(prefix));
    return index.isPresent()
            && index.getAsInt() >= 0
            && index.getAsInt() < run.saved()
            && id(run.job(), index.getAsInt()).equals(id)
        ? index
        : OptionalInt.empty();
  }

  private String model(Run run, int index, long step) {
    SandboxJob job = run.job();
    String name = azure(job)
        ? baseModel(job) + ".ft-" + job.address().substring("ftjob-".length())
        : "ft:" + baseModel(job) + ":sandbox:demo:" + Ids.letters(job.seed(), index, 8);
    return run.isFinal(index) ? name : name + ":ckpt-step-" + step;
  }

  private static boolean azure(SandboxJob job) {
    // The length tells most of them apart without the pattern, several times per checkpoint.
    return job.address().length() == AZURE_LENGTH
        && AZURE_JOB.matcher(job.address()).matches();
  }

  private Body job(Run run) {
    SandboxJob job = run.job();
    int last = run.saved() - 1;
    boolean done = run.succeeded() && last >= 0;
    long lastStep = done ? job.checkpoint(last).step() : 0;
    boolean finished = run.ended() && run.state() != SandboxJob.State.PAUSED;
    return JOB.with(new Values()
        .set("jobId", job.address())
        .set("baseModel", baseModel(job))
        .set("createdAt", job.created().getEpochSecond())
        .set("finishedAt", finished ? run.updated().getEpochSecond() : null)
        .set("model", done ? model(run, last, lastStep) : null)
        .set("resultFiles", done ? List.of("file-" + Ids.letters(job.seed(), 1, 22)) : List.of())
        .set("status", word(run))
        .set("trainingFile", Ids.letters(job.seed(), 2, 22))
        .set("validationFile", Ids.letters(job.seed(), 3, 22))
        .set("trainedTokens", done ? 512 * lastStep : null)
        .set("failure", run.failed() ? job.error() : null)
        .set("seed", Math.floorMod(job.seed(), 1_000_000_007)));
  }

  static String word(Run run) {
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

  /** Shows the ends of the key that was sent, as OpenAI does. */
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
