package io.github.ckpt4j.sandbox;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/**
 * Together AI. Its list is one page in no order. A LoRA job ends with two finals at the same step,
 * the merged model and the adapter. Times are text in two forms or empty, paths are on storage that
 * nobody else can read, and the only metrics are the job's, in a call of their own. Jobs with a
 * short id ({@code ft-dc07b30c-8203}) are newer: their checkpoints have object ids.
 */
final class FakeTogether extends FakeProvider {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

  FakeTogether() {
    super("together", "/together/v1", "ft-…");
  }

  @Override
  MockResponse.@Nullable Builder refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : error(401);
  }

  @Override
  MockResponse.Builder answer(Call call) {
    if (call.path().size() < 2 || !call.path().get(0).equals("fine-tunes")) {
      return error(404);
    }
    Run run = call.jobs().apply(call.path().get(1));
    if (run == null) {
      return error(404);
    }
    if (call.asksFor("fine-tunes", "*")) {
      return JsonResponse.response(200, json -> job(json, run));
    }
    if (call.asksFor("fine-tunes", "*", "checkpoints")) {
      return run.saved() > LARGE
          ? JsonResponse.streamed(200, json -> checkpoints(json, run))
          : JsonResponse.response(200, json -> checkpoints(json, run));
    }
    if (call.asksFor("fine-tunes", "*", "events")) {
      return JsonResponse.response(
          200, json -> events(json.beginObject().name("data"), run).endObject());
    }
    if (call.asksFor("fine-tunes", "*", "metrics")) {
      Range range;
      try {
        range = Range.of(call);
      } catch (RuntimeException e) { // a number or a time that is none
        return error(400);
      }
      return run.saved() > LARGE
          ? JsonResponse.streamed(200, json -> metrics(json, run, range))
          : JsonResponse.response(200, json -> metrics(json, run, range));
    }
    return error(404);
  }

  private static void checkpoints(JsonWriter json, Run run) throws IOException {
    boolean twoFinals = run.succeeded() && run.job().lora() && run.saved() > 0;
    int entries = run.saved() + (twoFinals ? 1 : 0);
    json.beginObject().name("data").beginArray();
    for (int position = 0; position < entries; position++) {
      int entry = Ids.shuffled(position, entries);
      checkpoint(json, run, Math.min(entry, run.saved() - 1), entry == run.saved());
    }
    json.endArray().endObject();
  }

  private static void checkpoint(JsonWriter json, Run run, int index, boolean second)
      throws IOException {
    SandboxJob job = run.job();
    boolean isFinal = run.isFinal(index);
    boolean adapter = job.lora() && (second || !isFinal);
    Instant saved = job.savedAt(index);
    String type = !isFinal
        ? "Intermediate"
        : !job.lora() ? "Final" : adapter ? "Final Adapter" : "Final Merged";

    json.beginObject();
    json.name("checkpoint_type").value(type);
    json.name("step").value(job.checkpoint(index).step());
    json.name("created_at").value(time(saved, index, job.count()));
    json.name("path").value(path(run, index, adapter));
    if (job.address().length() < 20) {
      long object = index * 2L + (adapter ? 1 : 0);
      json.name("checkpoint").value(adapter ? "adapter" : "model");
      json.name("object_id").value("ml_" + Ids.letters(job.seed(), object, 20));
      json.name("object_name").value("sandbox/" + job.address() + "-" + object);
      json.name("object_revision_id").value("rv_" + Ids.letters(~job.seed(), object, 20));
    }
    json.endObject();
  }

  private static String path(Run run, int index, boolean adapter) {
    SandboxJob job = run.job();
    String name = job.address() + (adapter ? "_adapter-" : "-");
    String step = run.isFinal(index) ? "" : "step-" + job.checkpoint(index).step() + "-";
    return "s3://together-sandbox/finetune/"
        + Ids.hex(job.seed(), 0, 24)
        + "/"
        + name
        + step
        + FILE_TIME.format(job.savedAt(index))
        + (adapter ? "" : ".tar.zst");
  }

  /** The first of several has none; of the others, every second has a fraction. */
  private static String time(Instant time, int index, int count) {
    if (index == 0 && count > 1) {
      return "";
    }
    return index % 2 == 0 ? time.toString() : MICROS.format(time.plusNanos(123_456_000));
  }

  private static void job(JsonWriter json, Run run) throws IOException {
    SandboxJob job = run.job();
    json.beginObject();
    json.name("id").value(job.address());
    json.name("status").value(word(run));
    json.name("user_id").value(Ids.hex(job.seed(), 1, 24));
    json.name("created_at").value(job.created().toString());
    json.name("updated_at").value(run.updated().toString());
    json.name("model").value(job.model());
    json.name("model_output_name")
        .value("sandbox/" + job.model().substring(job.model().indexOf('/') + 1) + "-demo");
    if (run.succeeded() && run.saved() > 0) {
      json.name("model_output_path").value(path(run, run.saved() - 1, false));
    }
    json.name("training_type").beginObject().name("type").value(job.lora() ? "Lora" : "Full");
    if (job.lora()) {
      json.name("lora_r").value(16).name("lora_alpha").value(32);
    }
    json.endObject();
    json.name("from_checkpoint").value("");
    json.name("n_epochs").value(3);
    json.name("n_checkpoints").value(job.count());
    json.name("batch_size").value(8);
    JsonResponse.number(json.name("learning_rate"), 2e-4);
    json.name("progress").beginObject();
    json.name("estimate_available").value(!run.ended());
    json.name("seconds_remaining")
        .value(run.ended() ? 0 : Duration.between(run.updated(), job.ended()).toSeconds());
    json.endObject();
    events(json.name("events"), run);
    json.endObject();
  }

  /** Where a failed job says why. */
  private static JsonWriter events(JsonWriter json, Run run) throws IOException {
    json.beginArray();
    event(json, run.job().created(), "info", "job_pending", "Fine-tune request created.");
    if (run.failed()) {
      event(json, run.updated(), "error", "job_error", run.job().error());
    } else if (run.succeeded()) {
      event(json, run.updated(), "info", "job_complete", "Job finished.");
    }
    return json.endArray();
  }

  private static void event(
      JsonWriter json, Instant time, String level, String type, String message) throws IOException {
    json.beginObject().name("object").value("fine-tune-event");
    json.name("created_at").value(time.toString());
    json.name("level").value(level).name("type").value(type).name("message").value(message);
    json.endObject();
  }

  /**
   * Two records for each checkpoint: one half-way to it, of training alone, and one at its step. A
   * loss that is not a number is a bare NaN here.
   */
  private static void metrics(JsonWriter json, Run run, Range range) throws IOException {
    int records = 2 * run.saved();
    int stride = range.resolution == null ? 1 : Math.max(1, ceilingOf(records, range.resolution));
    json.beginObject().name("metrics").beginArray();
    for (int record = 0; record < records; record += stride) {
      SandboxJob job = run.job();
      int index = record / 2;
      SandboxCheckpoint checkpoint = job.checkpoint(index);
      boolean between = record % 2 == 0;
      int before = index == 0 ? 0 : job.checkpoint(index - 1).step();
      int step = between ? (before + checkpoint.step()) / 2 : checkpoint.step();
      if (!range.contains(step, job.savedAt(index))) {
        continue;
      }
      json.beginObject();
      json.name("train/global_step").value(step);
      for (Map.Entry<String, Double> metric : checkpoint.metrics().entrySet()) {
        String name = name(metric.getKey());
        if (!metric.getKey().startsWith("full_") && (!between || name.startsWith("train/"))) {
          // On the way down a loss is higher than where it arrives.
          boolean higher = between && name.equals("train/loss");
          JsonResponse.number(json.name(name), metric.getValue() * (higher ? 1.05 : 1));
        }
      }
      json.endObject();
    }
    json.endArray().endObject();
  }

  private static int ceilingOf(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private static String name(String metric) {
    return switch (metric) {
      case "train_loss" -> "train/loss";
      case "train_mean_token_accuracy" -> "train/mean_token_accuracy";
      case "valid_loss" -> "eval/loss";
      case "valid_mean_token_accuracy" -> "eval/mean_token_accuracy";
      default -> metric.contains("/") ? metric : "train/" + metric;
    };
  }

  private static String word(Run run) {
    return run.word(
        switch (run.state()) {
          case CREATED -> "pending";
          case QUEUED -> "queued";
          case RUNNING -> "running";
          case FINISHING -> "uploading";
          case SUCCEEDED -> "completed";
          case FAILED -> "error";
          case CANCELLED, PAUSED -> "cancelled";
        });
  }

  @Override
  MockResponse.Builder error(int status) {
    if (status == 503) { // from the balancer, which knows no JSON
      return JsonResponse.text(status, reason(status));
    }
    String code = switch (status) {
      case 401 -> "invalid_api_key";
      case 404 -> "not_found";
      case 429 -> "rate_limit_exceeded";
      default -> null;
    };
    return JsonResponse.response(status, json -> {
      json.beginObject().name("id").value(Ids.letters(0, nextId(), 7) + "-" + status);
      json.name("error").beginObject();
      json.name("message").value(reason(status));
      json.name("type").value(status < 500 ? "invalid_request_error" : "server_error");
      json.name("param").nullValue();
      json.name("code").value(code);
      json.endObject().endObject();
    });
  }

  /** The part of the metrics that was asked for; null where nothing was said. */
  private record Range(
      @Nullable Integer fromStep,
      @Nullable Integer toStep,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Integer resolution) {

    static Range of(Call call) {
      return new Range(
          number(call.query("global_step_from")),
          number(call.query("global_step_to")),
          time(call.query("logged_at_from")),
          time(call.query("logged_at_to")),
          number(call.query("resolution")));
    }

    boolean contains(int step, Instant time) {
      return (fromStep == null || step >= fromStep)
          && (toStep == null || step <= toStep)
          && (from == null || !time.isBefore(from))
          && (to == null || !time.isAfter(to));
    }

    private static @Nullable Integer number(@Nullable String text) {
      return text == null ? null : Integer.valueOf(text);
    }

    private static @Nullable Instant time(@Nullable String text) {
      return text == null ? null : Instant.parse(text);
    }
  }
}
