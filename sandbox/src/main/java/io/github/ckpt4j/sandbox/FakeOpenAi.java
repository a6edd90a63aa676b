package io.github.ckpt4j.sandbox;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI. Its list is paged, newest first. The final checkpoint is named like the job's model; the
 * others end in {@code :ckpt-step-N}, and each has another eight characters before that. Metrics
 * are on the checkpoint, and those that were not measured are absent. A job that is well has {@code
 * "error": {}}.
 *
 * <p>A job with an id of 32 hexadecimal digits is one of Azure's, as seen through {@link FakePortkey}:
 * other ids and names, a step with a decimal point, a full validation every time.
 */
class FakeOpenAi extends FakeProvider {
  private static final Pattern AZURE_JOB = Pattern.compile("ftjob-[0-9a-f]{32}");
  private static final int AZURE_LENGTH = "ftjob-".length() + 32;
  private static final List<String> METRICS = List.of(
      "train_loss",
      "train_mean_token_accuracy",
      "valid_loss",
      "valid_mean_token_accuracy",
      "full_valid_loss",
      "full_valid_mean_token_accuracy");

  /** What the real limit is has not been published; a page has to fit in memory here. */
  private static final int MAX_LIMIT = 10_000;

  private final int pageLimit;

  FakeOpenAi(int pageLimit) {
    this("openai", "/openai/v1", pageLimit);
  }

  FakeOpenAi(String name, String prefix, int pageLimit) {
    super(name, prefix, "ftjob-…");
    this.pageLimit = Math.min(pageLimit, MAX_LIMIT);
  }

  @Override
  MockResponse.@Nullable Builder refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : wrongKey(request);
  }

  @Override
  MockResponse.Builder answer(Call call) {
    boolean list = call.asksFor("fine_tuning", "jobs", "*", "checkpoints");
    if (!list && !call.asksFor("fine_tuning", "jobs", "*")) {
      return error(404);
    }
    String id = call.path().get(2);
    Run run = call.jobs().apply(id);
    if (run == null) {
      return error(
          404,
          "Could not find fine tune: " + id,
          "invalid_request_error",
          "fine_tune_id",
          "fine_tune_not_found");
    }
    return list ? page(call, run) : JsonResponse.response(200, json -> job(json, run));
  }

  private MockResponse.Builder page(Call call, Run run) {
    int first = run.saved() - 1;
    String after = call.query("after");
    if (after != null) {
      OptionalInt index = index(run, after);
      if (index.isEmpty()) {
        return error(400, "No such checkpoint: " + after, "invalid_request_error", "after", null);
      }
      first = index.getAsInt() - 1;
    }
    int limit;
    try {
      String asked = call.query("limit");
      limit = asked == null ? 10 : Integer.parseInt(asked);
    } catch (NumberFormatException e) {
      limit = 0;
    }
    if (limit < 1) {
      return error(400, "Not a valid limit.", "invalid_request_error", "limit", null);
    }
    int newest = first;
    int oldest = Math.max(0, first - Math.min(limit, pageLimit) + 1);
    return JsonResponse.response(200, json -> {
      json.beginObject().name("object").value("list");
      json.name("data").beginArray();
      for (int index = newest; index >= oldest; index--) {
        checkpoint(json, run, index);
      }
      json.endArray();
      json.name("first_id").value(newest < oldest ? null : id(run.job(), newest));
      json.name("last_id").value(newest < oldest ? null : id(run.job(), oldest));
      json.name("has_more").value(oldest > 0 && newest >= oldest);
      json.endObject();
    });
  }

  private static void checkpoint(JsonWriter json, Run run, int index) throws IOException {
    SandboxJob job = run.job();
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    json.beginObject();
    json.name("object").value("fine_tuning.job.checkpoint");
    json.name("id").value(id(job, index));
    json.name("created_at").value(job.savedAt(index).getEpochSecond());
    json.name("fine_tuned_model_checkpoint").value(model(run, index, checkpoint.step()));
    json.name("fine_tuning_job_id").value(job.address());
    json.name("metrics").beginObject();
    if (azure(job)) {
      JsonResponse.number(json.name("step"), checkpoint.step());
    } else {
      json.name("step").value(checkpoint.step());
    }
    for (String name : METRICS) {
      Double value = checkpoint.metrics().get(name);
      if (value == null && azure(job)) {
        value = checkpoint.metrics().get(name.replace("full_", ""));
      }
      JsonResponse.metric(json, name, value);
    }
    json.endObject();
    json.name("step_number").value(checkpoint.step());
    json.endObject();
  }

  private static String id(SandboxJob job, int index) {
    return azure(job)
        ? "ftchkpt-" + Ids.reversibleHex(job.seed(), index)
        : "ftckpt_" + Ids.reversible(job.seed(), index);
  }

  /** The place of a checkpoint that is there, by its id. */
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

  private static String model(Run run, int index, int step) {
    SandboxJob job = run.job();
    String name = azure(job)
        ? job.model() + ".ft-" + job.address().substring("ftjob-".length())
        : "ft:" + job.model() + ":sandbox:demo:" + Ids.letters(job.seed(), index, 8);
    return run.isFinal(index) ? name : name + ":ckpt-step-" + step;
  }

  private static boolean azure(SandboxJob job) {
    // The length tells most of them apart without the pattern, several times per checkpoint.
    return job.address().length() == AZURE_LENGTH
        && AZURE_JOB.matcher(job.address()).matches();
  }

  private static void job(JsonWriter json, Run run) throws IOException {
    SandboxJob job = run.job();
    boolean done = run.succeeded() && run.saved() > 0;
    json.beginObject();
    json.name("object").value("fine_tuning.job");
    json.name("id").value(job.address());
    json.name("model").value(job.model());
    json.name("created_at").value(job.created().getEpochSecond());
    json.name("finished_at");
    if (run.ended() && run.state() != SandboxJob.State.PAUSED) {
      json.value(run.updated().getEpochSecond());
    } else {
      json.nullValue();
    }
    json.name("fine_tuned_model");
    if (done) {
      int last = run.saved() - 1;
      json.value(model(run, last, job.checkpoint(last).step()));
    } else {
      json.nullValue();
    }
    json.name("organization_id").value("org-sandbox");
    json.name("result_files").beginArray();
    if (done) {
      json.value("file-" + Ids.letters(job.seed(), 1, 22));
    }
    json.endArray();
    json.name("status").value(word(run));
    json.name("training_file").value("file-" + Ids.letters(job.seed(), 2, 22));
    json.name("validation_file").value("file-" + Ids.letters(job.seed(), 3, 22));
    json.name("hyperparameters").beginObject();
    json.name("n_epochs").value(3).name("batch_size").value(1);
    json.name("learning_rate_multiplier").value(1.8).endObject();
    json.name("trained_tokens");
    if (done) {
      json.value(512L * job.checkpoint(run.saved() - 1).step());
    } else {
      json.nullValue();
    }
    json.name("error").beginObject();
    if (run.failed()) {
      json.name("code").value("training_failed");
      json.name("message").value(job.error());
      json.name("param").nullValue();
    }
    json.endObject();
    json.name("user_provided_suffix").value("demo");
    json.name("seed").value(Math.floorMod(job.seed(), 1_000_000_007));
    json.name("estimated_finish").nullValue();
    json.name("integrations").beginArray().endArray();
    json.endObject();
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
  MockResponse.Builder wrongKey(Request request) {
    String sent = request.header("Authorization");
    if (sent == null) {
      return error(
          401,
          "No API key was sent in the Authorization header.",
          "invalid_request_error",
          null,
          null);
    }
    String key = sent.substring(sent.indexOf(' ') + 1);
    String shown = key.length() < 12
        ? "***"
        : key.substring(0, 4) + "*".repeat(8) + key.substring(key.length() - 4);
    return error(
        401,
        "Incorrect API key provided: " + shown + ".",
        "invalid_request_error",
        null,
        "invalid_api_key");
  }

  @Override
  MockResponse.Builder error(int status) {
    return switch (status) {
      case 429 -> error(429, reason(429), "requests", null, "rate_limit_exceeded");
      default ->
        error(
            status,
            reason(status),
            status < 500 ? "invalid_request_error" : "server_error",
            null,
            null);
    };
  }

  @Override
  MockResponse.Builder rateLimited(Duration wait) {
    return super.rateLimited(wait).setHeader("Retry-After-Ms", wait.toMillis());
  }

  @Override
  MockResponse.Builder quotaExhausted() {
    return error(429, reason(402), "insufficient_quota", null, "insufficient_quota");
  }

  MockResponse.Builder error(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return JsonResponse.response(status, json -> {
      json.beginObject();
      errorField(json, message, type, param, code);
      json.endObject();
    });
  }

  static void errorField(
      JsonWriter json, String message, String type, @Nullable String param, @Nullable String code)
      throws IOException {
    json.name("error").beginObject();
    json.name("message").value(message);
    json.name("type").value(type);
    json.name("param").value(param);
    json.name("code").value(code);
    json.endObject();
  }

  @Override
  void sign(MockResponse.Builder response) {
    response.setHeader("x-request-id", "req_" + Ids.hex(1, nextId(), 32));
    response.setHeader("openai-version", "2020-10-01");
    response.setHeader("openai-processing-ms", 7);
  }
}
