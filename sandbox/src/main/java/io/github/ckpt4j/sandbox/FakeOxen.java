package io.github.ckpt4j.sandbox;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/**
 * Oxen.ai. Its list is one page by step, inside a wrapper that tells the branch, and empty until
 * the branch exists. A checkpoint has no id but its step. Its time is that of a commit, which may
 * be null; metrics are on the checkpoint, and those that were not measured are null.
 */
final class FakeOxen extends FakeProvider {
  private static final String[] JOB = {"api", "repos", "*", "*", "fine_tunes", "*"};
  private static final String[] LIST = {"api", "repos", "*", "*", "fine_tunes", "*", "checkpoints"};

  FakeOxen() {
    super("oxen", "/oxen", "namespace/repository/ft_…");
  }

  @Override
  MockResponse.@Nullable Builder refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : error(401);
  }

  @Override
  MockResponse.Builder answer(Call call) {
    boolean list = call.asksFor(LIST);
    if (!list && !call.asksFor(JOB)) {
      return error(404);
    }
    String address =
        call.path().get(2) + "/" + call.path().get(3) + "/" + call.path().get(5);
    Run run = call.jobs().apply(address);
    if (run == null) {
      return error(404);
    }
    if (!list) {
      return JsonResponse.response(200, json -> job(json, run));
    }
    return run.saved() > LARGE
        ? JsonResponse.streamed(200, json -> checkpoints(json, run))
        : JsonResponse.response(200, json -> checkpoints(json, run));
  }

  private static void checkpoints(JsonWriter json, Run run) throws IOException {
    json.beginObject();
    found(json);
    json.name("fine_tune_id").value(id(run.job()));
    if (run.saved() > 0) {
      json.name("branch").value(branch(run.job()));
    }
    json.name("total_checkpoints").value(run.saved());
    json.name("checkpoints").beginArray();
    for (int index = 0; index < run.saved(); index++) {
      checkpoint(json, run, index);
    }
    json.endArray().endObject();
  }

  private static void checkpoint(JsonWriter json, Run run, int index) throws IOException {
    SandboxJob job = run.job();
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    boolean deployed = word(run).equals("deployed") && run.isFinal(index);
    json.beginObject();
    json.name("step").value(checkpoint.step());
    json.name("path").value("checkpoints/" + checkpoint.name());
    json.name("model_name").value(name(job) + "-step-" + checkpoint.step());
    json.name("created_at").value(time(job.savedAt(index), index, job.count()));
    json.name("size_bytes").value(checkpoint.sizeBytes());
    json.name("metrics").beginObject();
    for (Map.Entry<String, Double> metric : checkpoint.metrics().entrySet()) {
      String name = wireName(metric.getKey());
      if (name.startsWith("full_")) {
        continue; // only OpenAI has such a thing
      }
      if (Double.isFinite(metric.getValue())) {
        JsonResponse.number(json.name(name), metric.getValue());
      } else {
        json.name(name).nullValue();
      }
    }
    json.endObject();
    json.name("inference_samples").beginArray();
    if (index == 0) {
      json.beginObject().name("prompt").value("What is an ox?");
      json.name("response").value("An animal that pulls.").endObject();
    }
    json.endArray();
    json.name("model_id").value(deployed ? Ids.uuid(job.seed(), index) : null);
    json.name("deployment_status").value(deployed ? "ACTIVE" : null);
    json.endObject();
  }

  private static void job(JsonWriter json, Run run) throws IOException {
    SandboxJob job = run.job();
    json.beginObject();
    found(json);
    json.name("fine_tune").beginObject();
    json.name("id").value(id(job));
    json.name("name").value(name(job));
    json.name("status").value(word(run));
    json.name("base_model").value(job.model());
    json.name("created_at").value(job.created().toString());
    json.name("updated_at").value(run.updated().toString());
    json.name("current_step")
        .value(run.saved() == 0 ? 0 : job.checkpoint(run.saved() - 1).step());
    json.name("output_resource").value(run.saved() == 0 ? null : branch(job));
    json.name("error").value(run.failed() ? job.error() : null);
    json.endObject().endObject();
  }

  private static void found(JsonWriter json) throws IOException {
    json.name("status").value("success").name("status_message").value("resource_found");
  }

  private static String id(SandboxJob job) {
    return job.address().substring(job.address().lastIndexOf('/') + 1);
  }

  private static String name(SandboxJob job) {
    return "demo-" + id(job).replace('_', '-');
  }

  private static String branch(SandboxJob job) {
    return "fine-tunes/" + name(job);
  }

  /** The first of several has none; of the others, one in three has nanoseconds, one no zone. */
  private static @Nullable String time(Instant time, int index, int count) {
    if (index == 0 && count > 1) {
      return null;
    }
    return switch (index % 3) {
      case 0 -> time.toString();
      case 1 -> time.plusNanos(123_456_789).toString();
      default -> time.toString().replace("Z", "");
    };
  }

  private static String wireName(String metric) {
    return switch (metric) {
      case "train_loss" -> "loss";
      case "train_mean_token_accuracy" -> "mean_token_accuracy";
      case "valid_loss" -> "eval_loss";
      case "valid_mean_token_accuracy" -> "eval_mean_token_accuracy";
      default -> metric;
    };
  }

  private static String word(Run run) {
    return run.word(
        switch (run.state()) {
          case CREATED -> "created";
          case QUEUED -> "enqueued";
          case RUNNING, FINISHING -> "running";
          case SUCCEEDED -> "completed";
          case FAILED -> "errored";
          case CANCELLED, PAUSED -> "stopped";
        });
  }

  @Override
  MockResponse.Builder error(int status) {
    String message = switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "resource_not_found";
      case 429 -> "too_many_requests";
      default -> status < 500 ? "bad_request" : "internal_server_error";
    };
    return JsonResponse.response(status, json -> {
      json.beginObject().name("status").value("error");
      json.name("status_message").value(message);
      json.name("status_description").value(reason(status));
      json.name("oxen_version").value("0.36.0").endObject();
    });
  }

  @Override
  void sign(MockResponse.Builder response) {
    response.setHeader("x-oxen-request-id", Ids.uuid(4, nextId()));
  }
}
