package io.github.ckpt4j.sandbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Baseten. Its list is a single page, not sorted by step, next to the job. A checkpoint is a
 * directory: its name is its id and the only clue to its step. Times come in two formats, the word
 * for "uploaded" has two spellings, and full checkpoints lack two fields that the specification
 * requires. Metrics cover only the hardware; Baseten does not report losses.
 */
final class FakeBaseten extends SandboxProvider {
  private static final Template LIST = Template.of("baseten/list");
  private static final Template CHECKPOINT = Template.of("baseten/checkpoint");
  private static final Template JOB = Template.of("baseten/job");
  private static final Template TRAINING_JOB = Template.of("baseten/training-job");
  private static final Template METRICS = Template.of("baseten/metrics");
  private static final Template METRIC_VALUE = Template.of("baseten/metric-value");
  private static final Template JOBS = Template.of("baseten/jobs");
  private static final Template PROJECT_JOBS = Template.of("baseten/project-jobs");
  private static final Template LOGS = Template.of("baseten/logs");
  private static final Template LOG = Template.of("baseten/log");
  private static final Template ERROR = Template.of("baseten/error");
  private static final Template INVALID = Template.of("baseten/invalid");

  private static final DateTimeFormatter SPACED = DateTimeFormatter.ofPattern(
          "yyyy-MM-dd HH:mm:ss.SSSSSSSSS Z", Locale.ROOT)
      .withZone(ZoneOffset.UTC);
  private static final Pattern PROJECT = Pattern.compile("v1/training_projects/([^/]+)/jobs");
  private static final int SAMPLES = 60;
  private static final int LINES = 3;

  private final BasetenFiles files;

  FakeBaseten(ObjectStore store) {
    super("baseten", "/baseten", "project/job", "v1/training_projects/*/jobs/*");
    files = new BasetenFiles(this, store);
  }

  /** The file of a link to the object store, by the segments of its path; null for none. */
  @Nullable
  StoredFile stored(List<String> key, Function<String, @Nullable Run> jobs) {
    return files.stored(key, jobs);
  }

  @Override
  @Nullable
  Response refusal(Request request) {
    return hasKey(request, "Bearer", key()) || hasKey(request, "Api-Key", key())
        ? null
        : error(401);
  }

  @Override
  String jobsPath() {
    return "v1/training_jobs/search";
  }

  @Override
  @Nullable
  Response respondToList(String path, Map<String, String> query, Jobs jobs) {
    Matcher list = PROJECT.matcher(path);
    if (!list.matches()) {
      return null;
    }
    String project = list.group(1);
    List<Run> all = jobs.all().get().stream()
        .filter(run -> projectId(run.job()).equals(project))
        .toList();
    return all.isEmpty()
        ? error(404)
        : Response.json(
            200, PROJECT_JOBS.with(new Values().set("projectId", project).set("jobs", jobs(all))));
  }

  /** A POST that only reads. */
  @Override
  @Nullable
  Response search(String path, String body, Jobs jobs) {
    if (!path.equals(jobsPath())) {
      return null;
    }
    JsonObject filter;
    try {
      filter = JsonParser.parseString(body).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      return error(400);
    }
    List<Run> matching = jobs.all().get().stream()
        .filter(run -> has(filter, "project_id", projectId(run.job())))
        .filter(run -> has(filter, "job_id", jobId(run.job())))
        .filter(run -> has(filter, "statuses", word(run)))
        .toList();
    return Response.json(200, JOBS.with(new Values().set("jobs", jobs(matching))));
  }

  /** Whether a filter is absent, or is or contains this value. */
  private static boolean has(JsonObject filter, String name, String value) {
    JsonElement wanted = filter.get(name);
    if (wanted == null || wanted.isJsonNull()) {
      return true;
    }
    return wanted.isJsonArray()
        ? wanted.getAsJsonArray().contains(new JsonPrimitive(value))
        : wanted.getAsString().equals(value);
  }

  private static Iterable<Body> jobs(List<Run> all) {
    return items(all.size(), i -> TRAINING_JOB.with(plainJobValues(all.get(i))));
  }

  /** Three lines for each checkpoint; at most seven days, by default the last half hour. */
  private Response logs(Map<String, String> query, Run run) {
    long start;
    long end;
    int limit;
    try {
      String from = query.get("start_epoch_millis");
      String to = query.get("end_epoch_millis");
      long now = run.updated().toEpochMilli() + 60_000;
      end = to == null ? now : Long.parseLong(to);
      start = from == null ? end - 1_800_000 : Long.parseLong(from);
      limit = Integer.parseInt(query.getOrDefault("limit", "500"));
    } catch (NumberFormatException e) {
      return error(400);
    }
    if (end - start > Duration.ofDays(7).toMillis() || limit < 1 || limit > 1000) {
      return error(400);
    }
    List<Body> lines = new ArrayList<>();
    for (int i = 0; i < LINES * run.saved() && lines.size() < limit; i++) {
      Instant time = lineTime(run.job(), i);
      if (time.toEpochMilli() >= start && time.toEpochMilli() <= end) {
        lines.add(line(run.job(), i, time));
      }
    }
    if ("desc".equals(query.get("direction"))) {
      Collections.reverse(lines);
    }
    return Response.json(200, LOGS.with(new Values().set("lines", lines)));
  }

  private static Instant lineTime(SandboxJob job, int line) {
    return job.savedAt(line / LINES).plusNanos(line % LINES * 123_456L);
  }

  private static Body line(SandboxJob job, int line, Instant time) {
    SandboxCheckpoint checkpoint = job.checkpoint(line / LINES);
    String message = switch (line % LINES) {
      case 0 -> "{'loss': " + checkpoint.metrics().getOrDefault("train_loss", 0.0) + "}";
      case 1 -> "Saving model checkpoint to " + checkpoint.name();
      default -> "Saved.";
    };
    return LOG.with(new Values()
        .set("nanos", time.getEpochSecond() * 1_000_000_000L + time.getNano() + "")
        .set("message", message)
        .set("level", "INFO"));
  }

  @Override
  @Nullable
  Response respond(String resource, Map<String, String> query, Run run) {
    return switch (resource) {
      case "" -> Response.json(200, JOB.with(jobValues(run)));
      case "checkpoints" ->
        list(run, LIST.with(jobValues(run).set("checkpoints", checkpoints(run))));
      case "metrics" -> Response.json(200, metrics(run));
      case "logs" -> logs(query, run);
      case "checkpoint_files" -> files.page(query, run);
      default -> null;
    };
  }

  private Iterable<Body> checkpoints(Run run) {
    return items(run.saved(), position -> checkpoint(run, Ids.shuffled(position, run.saved())));
  }

  private Body checkpoint(Run run, int index) {
    SandboxJob job = run.job();
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    Instant saved = job.savedAt(index);
    boolean uploading = !run.ended() && index == run.saved() - 1;
    String uploaded = index % 2 == 0 ? "COMPLETE" : "COMPLETED";
    return CHECKPOINT.with(new Values()
        .set("directory", checkpoint.name())
        .set("savedAt", index % 2 == 0 ? saved : SPACED.format(saved))
        .set("type", job.lora() ? "lora" : "full")
        .set("baseModel", baseModel(job))
        .set("lora", job.lora())
        .set("jobId", jobId(job))
        .set("expiresAt", job.expiresAt())
        .set("sizeBytes", checkpoint.sizeBytes())
        .set("syncStatus", uploading ? "SYNCING" : uploaded));
  }

  private static Values jobValues(Run run) {
    Values values = plainJobValues(run);
    return values.set("trainingJob", TRAINING_JOB.with(values));
  }

  private static Values plainJobValues(Run run) {
    SandboxJob job = run.job();
    return new Values()
        .set("jobId", jobId(job))
        .set("projectId", projectId(job))
        .set("createdAt", job.created())
        .set("updatedAt", run.updated())
        .set("status", word(run))
        .set("failure", run.failed() ? job.error() : null)
        .set("syncStatus", run.ended() ? "COMPLETED" : "SYNCING");
  }

  private static Body metrics(Run run) {
    return METRICS.with(jobValues(run)
        .set("gpus", perGpu(run, 0.93))
        .set("gpuMemories", perGpu(run, 71e9))
        .set("cpu", series(run, 3.4, 2))
        .set("cpuMemory", series(run, 48e9, 3))
        .set("storage", series(run, 120e9, 4))
        .set("storageShare", series(run, 0.12, 5)));
  }

  private static Map<String, Iterable<Body>> perGpu(Run run, double level) {
    Map<String, Iterable<Body>> gpus = new LinkedHashMap<>();
    gpus.put("0", series(run, level, 0));
    gpus.put("1", series(run, level, 1));
    return gpus;
  }

  /** Samples around this level, spread evenly over the training time. */
  private static Iterable<Body> series(Run run, double level, int kind) {
    Instant started = run.job().started();
    Duration trained = Duration.between(started, run.updated());
    return items(trained.isNegative() || trained.isZero() ? 0 : SAMPLES, i -> {
      double value = level * (1 + 0.05 * Ids.fraction(run.job().seed() + kind, i));
      return METRIC_VALUE.with(new Values()
          .set("time", started.plus(trained.multipliedBy(i).dividedBy(SAMPLES)))
          .set("value", level > 1e6 ? Math.rint(value) : value));
    });
  }

  private static String projectId(SandboxJob job) {
    return job.id().substring(0, job.id().indexOf('/'));
  }

  private static String jobId(SandboxJob job) {
    return job.id().substring(job.id().indexOf('/') + 1);
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
  Response error(int status) {
    if (status == 400 || status == 422) {
      return Response.json(status, INVALID.with(new Values().set("message", reason(status))));
    }
    String message = status == 404 ? "not found" : reason(status);
    return Response.json(status, ERROR.with(new Values().set("message", message)));
  }

  /** Baseten sends the wait in the body, not in a header. */
  @Override
  Response rateLimited(Duration wait) {
    Values values = new Values()
        .set("message", "Rate limit exceeded. " + reason(429))
        .set("retryAfter", seconds(wait));
    return Response.json(429, ERROR.with(values));
  }
}
