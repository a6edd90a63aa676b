package io.github.ckpt4j.sandbox;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/**
 * Baseten. Its list is one page, not by step, beside the job. A checkpoint is a directory: its name
 * is its id and all that hints at the step. Times come in two forms, the word for "uploaded" in two
 * spellings, and full checkpoints lack two fields that the document calls required. Metrics are of
 * the hardware; what the losses were, Baseten does not know.
 */
final class FakeBaseten extends FakeProvider {
  private static final DateTimeFormatter SPACED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS Z").withZone(ZoneOffset.UTC);
  private static final String[] JOB = {"v1", "training_projects", "*", "jobs", "*"};
  private static final String[] LIST = {"v1", "training_projects", "*", "jobs", "*", "checkpoints"};
  private static final String[] METRICS = {"v1", "training_projects", "*", "jobs", "*", "metrics"};
  private static final int GPUS = 2;
  private static final int SAMPLES = 60;

  FakeBaseten() {
    super("baseten", "/baseten", "project/job");
  }

  @Override
  MockResponse.@Nullable Builder refusal(Request request) {
    return hasKey(request, "Bearer", key()) || hasKey(request, "Api-Key", key())
        ? null
        : error(401);
  }

  @Override
  MockResponse.Builder answer(Call call) {
    boolean list = call.asksFor(LIST);
    boolean metrics = call.asksFor(METRICS);
    if (!list && !metrics && !call.asksFor(JOB)) {
      return error(404);
    }
    Run run = call.jobs().apply(call.path().get(2) + "/" + call.path().get(4));
    if (run == null) {
      return error(404);
    }
    if (metrics) {
      return JsonResponse.response(200, json -> metrics(json, run));
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
    trainingJob(json.name("training_job"), run);
    json.name("checkpoints").beginArray();
    for (int position = 0; position < run.saved(); position++) {
      checkpoint(json, run, Ids.shuffled(position, run.saved()));
    }
    json.endArray().endObject();
  }

  private static void checkpoint(JsonWriter json, Run run, int index) throws IOException {
    SandboxJob job = run.job();
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    Instant saved = job.savedAt(index);
    boolean uploading = !run.ended() && index == run.saved() - 1;
    json.beginObject();
    json.name("checkpoint_id").value(checkpoint.name());
    json.name("created_at").value(index % 2 == 0 ? saved.toString() : SPACED.format(saved));
    json.name("checkpoint_type").value(job.lora() ? "lora" : "full");
    json.name("base_model").value(job.model());
    if (job.lora()) {
      json.name("lora_adapter_config").beginObject();
      json.name("r").value(16).name("lora_alpha").value(32).name("peft_type").value("LORA");
      json.endObject();
      json.name("training_job_id").value(jobId(job));
    }
    json.name("size_bytes").value(checkpoint.sizeBytes());
    json.name("sync_status")
        .value(uploading ? "SYNCING" : index % 2 == 0 ? "COMPLETE" : "COMPLETED");
    json.endObject();
  }

  private static void job(JsonWriter json, Run run) throws IOException {
    SandboxJob job = run.job();
    json.beginObject();
    trainingJob(json.name("training_job"), run);
    json.name("training_project").beginObject();
    json.name("id").value(projectId(job)).name("name").value(projectId(job));
    json.name("created_at").value(job.created().toString());
    json.name("updated_at").value(run.updated().toString());
    json.name("team_name").nullValue();
    trainingJob(json.name("latest_job"), run);
    json.endObject().endObject();
  }

  private static void trainingJob(JsonWriter json, Run run) throws IOException {
    SandboxJob job = run.job();
    json.beginObject();
    json.name("id").value(jobId(job));
    json.name("created_at").value(job.created().toString());
    json.name("updated_at").value(run.updated().toString());
    json.name("current_status").value(word(run));
    json.name("error_message").value(run.failed() ? job.error() : null);
    json.name("instance_type").beginObject();
    json.name("id").value("H100:2x52x468").name("name").value("H100:2x52x468");
    json.name("memory_limit_mib").value(479_232).name("millicpu_limit").value(52_000);
    json.name("gpu_count").value(GPUS).name("gpu_type").value("H100");
    json.name("gpu_memory_limit_mib").value(81_920).endObject();
    json.name("training_project_id").value(projectId(job));
    json.name("training_project").beginObject();
    json.name("id").value(projectId(job)).name("name").value(projectId(job)).endObject();
    json.name("name").value("demo");
    json.name("checkpoint_sync_status").value(run.ended() ? "COMPLETED" : "SYNCING");
    json.name("priority").value(0);
    json.name("user").beginObject().name("email").value("ml@example.com").endObject();
    json.endObject();
  }

  private static void metrics(JsonWriter json, Run run) throws IOException {
    json.beginObject();
    for (String series : new String[] {"gpu_utilization", "gpu_memory_usage_bytes"}) {
      json.name(series).beginObject();
      for (int rank = 0; rank < GPUS; rank++) {
        boolean bytes = series.endsWith("bytes");
        series(json.name(String.valueOf(rank)), run, bytes ? 71e9 : 0.93, rank);
      }
      json.endObject();
    }
    series(json.name("cpu_usage"), run, 3.4, GPUS);
    series(json.name("cpu_memory_usage_bytes"), run, 48e9, GPUS + 1);
    json.name("ephemeral_storage").beginObject();
    series(json.name("usage_bytes"), run, 120e9, GPUS + 2);
    series(json.name("utilization"), run, 0.12, GPUS + 3);
    json.endObject();
    json.name("cache").nullValue();
    json.name("per_node_metrics").beginArray().endArray();
    trainingJob(json.name("training_job"), run);
    json.endObject();
  }

  private static void series(JsonWriter json, Run run, double level, int kind) throws IOException {
    Duration trained = Duration.between(run.job().started(), run.updated());
    json.beginArray();
    for (int i = 0; i < SAMPLES && trained.compareTo(Duration.ZERO) > 0; i++) {
      double noise = 1 + 0.05 * Ids.fraction(run.job().seed() + kind, i);
      double value = level > 1e6 ? Math.rint(level * noise) : level * noise;
      json.beginObject().name("timestamp");
      json.value(
          run.job().started().plus(trained.multipliedBy(i).dividedBy(SAMPLES)).toString());
      JsonResponse.number(json.name("value"), value);
      json.endObject();
    }
    json.endArray();
  }

  private static String projectId(SandboxJob job) {
    return job.address().substring(0, job.address().indexOf('/'));
  }

  private static String jobId(SandboxJob job) {
    return job.address().substring(job.address().indexOf('/') + 1);
  }

  private static String word(Run run) {
    return run.word(
        switch (run.state()) {
          case CREATED -> "TRAINING_JOB_CREATED";
          case QUEUED -> "TRAINING_JOB_QUEUED";
          case RUNNING, FINISHING -> "TRAINING_JOB_RUNNING";
          case SUCCEEDED -> "TRAINING_JOB_COMPLETED";
          case FAILED -> "TRAINING_JOB_FAILED";
          case CANCELLED, PAUSED -> "TRAINING_JOB_STOPPED";
        });
  }

  @Override
  MockResponse.Builder error(int status) {
    return JsonResponse.response(status, json -> {
      json.beginObject();
      switch (status) {
        case 400, 422 ->
          json.name("code").value("VALIDATION_ERROR").name("message").value(reason(status));
        case 404 -> json.name("error").value("not found");
        default -> json.name("error").value(reason(status));
      }
      json.endObject();
    });
  }

  /** The wait is in the body, and no header tells it. */
  @Override
  MockResponse.Builder rateLimited(Duration wait) {
    return JsonResponse.response(429, json -> {
      json.beginObject().name("error").value("Rate limit exceeded. " + reason(429));
      json.name("retry_after").value(seconds(wait)).endObject();
    });
  }
}
