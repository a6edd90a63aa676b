package io.github.ckpt4j.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Together AI. Its list is a single unordered page. A LoRA job ends with two final checkpoints at
 * the same step, the merged model and the adapter. Times are text in one of two formats, or empty;
 * paths are in private storage; and metrics belong to the job and take a separate request. Jobs
 * with a short id ({@code ft-dc07b30c-8203}) are newer: their checkpoints have object ids.
 */
final class FakeTogether extends SandboxProvider {
  private static final Template LIST = Template.of("together/list");
  private static final Template CHECKPOINT = Template.of("together/checkpoint");
  private static final Template JOB = Template.of("together/job");
  private static final Template JOBS = Template.of("together/jobs");
  private static final Template LISTED_JOB = Template.of("together/listed-job");
  private static final Template EVENTS = Template.of("together/events");
  private static final Template EVENT = Template.of("together/event");
  private static final Template METRICS = Template.of("together/metrics");
  private static final Template METRICS_RECORD = Template.of("together/metrics-record");
  private static final Template ERROR = Template.of("together/error");

  private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
          "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final List<String> DOWNLOAD = List.of("finetune", "download");

  FakeTogether() {
    super("together", "/together/v1", "ft-…", "fine-tunes/*");
  }

  @Override
  @Nullable
  Response refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : error(401);
  }

  @Override
  Response respond(Request request, List<String> path, Jobs jobs) {
    return path.equals(DOWNLOAD)
        ? new TogetherDownload(this).respond(request, jobs)
        : super.respond(request, path, jobs);
  }

  @Override
  boolean isFile(String path) {
    return path.endsWith(String.join("/", DOWNLOAD));
  }

  @Override
  String jobsPath() {
    return "fine-tunes";
  }

  /** All jobs in no particular order, for any query. */
  @Override
  @Nullable
  Response respondToList(String path, Map<String, String> query, Jobs jobs) {
    if (!path.equals(jobsPath())) {
      return null;
    }
    List<Run> all = jobs.all().get();
    return Response.json(
        200,
        JOBS.with(new Values()
            .set(
                "jobs",
                items(
                    all.size(),
                    i -> LISTED_JOB.with(jobValues(all.get(Ids.shuffled(i, all.size()))))))));
  }

  @Override
  @Nullable
  Response respond(String resource, Map<String, String> query, Run run) {
    return switch (resource) {
      case "" -> Response.json(200, job(run));
      case "checkpoints" -> list(run, LIST.with(new Values().set("checkpoints", checkpoints(run))));
      case "events" -> Response.json(200, EVENTS.with(new Values().set("events", events(run))));
      case "metrics" -> metrics(query, run);
      default -> null;
    };
  }

  private static Iterable<Body> checkpoints(Run run) {
    boolean twoFinals = run.succeeded() && run.job().lora() && run.saved() > 0;
    int entries = run.saved() + (twoFinals ? 1 : 0);
    return items(entries, position -> {
      int entry = Ids.shuffled(position, entries);
      return checkpoint(run, Math.min(entry, run.saved() - 1), entry == run.saved());
    });
  }

  private static Body checkpoint(Run run, int index, boolean second) {
    SandboxJob job = run.job();
    boolean isFinal = run.isFinal(index);
    boolean adapter = job.lora() && (second || !isFinal);
    String finalType = !job.lora() ? "Final" : adapter ? "Final Adapter" : "Final Merged";
    long number = index * 2L + (adapter ? 1 : 0);
    Values values = new Values()
        .set("type", isFinal ? finalType : "Intermediate")
        .set("step", job.checkpoint(index).step())
        .set("savedAt", time(job.savedAt(index), index, job.count()))
        .set("path", path(run, index, adapter));
    if (!isOlder(job)) {
      values
          .set("jobId", job.id())
          .set("weights", adapter ? "adapter" : "model")
          .set("object", Ids.letters(job.seed(), number, 20))
          .set("number", number)
          .set("revision", Ids.letters(~job.seed(), number, 20));
    }
    return CHECKPOINT.with(values);
  }

  /** Newer jobs have short ids, and their checkpoints have object ids. */
  static boolean isOlder(SandboxJob job) {
    return job.id().length() >= 20;
  }

  private static String path(Run run, int index, boolean adapter) {
    SandboxJob job = run.job();
    String name = job.id() + (adapter ? "_adapter-" : "-");
    String step = run.isFinal(index) ? "" : "step-" + job.checkpoint(index).step() + "-";
    return "s3://together-sandbox/finetune/"
        + Ids.hex(job.seed(), 0, 24)
        + "/"
        + name
        + step
        + FILE_TIME.format(job.savedAt(index))
        + (adapter ? "" : ".tar.zst");
  }

  /**
   * The first of several checkpoints has no time; of the rest, every second time has a fraction.
   */
  private static String time(Instant time, int index, int count) {
    if (index == 0 && count > 1) {
      return "";
    }
    return index % 2 == 0 ? time.toString() : MICROS.format(time.plusNanos(123_456_000));
  }

  private Body job(Run run) {
    SandboxJob job = run.job();
    int last = run.saved() - 1;
    return JOB.with(jobValues(run)
        .set("outputPath", run.succeeded() && last >= 0 ? path(run, last, false) : null)
        .set("trainingType", job.lora() ? "Lora" : "Full")
        .set("lora", job.lora())
        .set("estimateAvailable", !run.ended())
        .set(
            "secondsRemaining",
            run.ended() ? 0 : Duration.between(run.updated(), job.ended()).toSeconds())
        .set("events", events(run)));
  }

  private Values jobValues(Run run) {
    SandboxJob job = run.job();
    String model = baseModel(job);
    return new Values()
        .set("jobId", job.id())
        .set("status", word(run))
        .set("user", Ids.hex(job.seed(), 1, 24))
        .set("createdAt", job.created())
        .set("updatedAt", run.updated())
        .set("baseModel", model)
        .set("outputName", model.substring(model.indexOf('/') + 1))
        .set("count", job.count());
  }

  /** A failed job's error message is one of its events. */
  private static List<Body> events(Run run) {
    List<Body> events = new ArrayList<>();
    events.add(event(run.job().created(), "info", "job_pending", "Fine-tune request created."));
    if (run.failed()) {
      events.add(event(run.updated(), "error", "job_error", run.job().error()));
    } else if (run.succeeded()) {
      events.add(event(run.updated(), "info", "job_complete", "Job finished."));
    }
    return events;
  }

  private static Body event(Instant time, String level, String type, String message) {
    return EVENT.with(new Values()
        .set("time", time)
        .set("level", level)
        .set("type", type)
        .set("message", message));
  }

  /**
   * Two records for each checkpoint: one halfway to it with training metrics only, and one at its
   * step.
   */
  private Response metrics(Map<String, String> query, Run run) {
    Range range;
    try {
      range = Range.of(query);
    } catch (RuntimeException e) { // an invalid number or time
      return error(400);
    }
    int records = 2 * run.saved();
    int stride = range.stride(records);
    Iterable<Body> items = () -> IntStream.iterate(0, i -> i < records, i -> i + stride)
        .mapToObj(i -> record(run, i, range))
        .<Body>mapMulti((record, out) -> {
          if (record != null) {
            out.accept(record);
          }
        })
        .iterator();
    return list(run, METRICS.with(new Values().set("records", items)));
  }

  /** Null outside the range. A NaN loss is written as a bare NaN. */
  private static @Nullable Body record(Run run, int record, Range range) {
    SandboxJob job = run.job();
    int index = record / 2;
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    boolean between = record % 2 == 0;
    long before = index == 0 ? 0 : job.checkpoint(index - 1).step();
    long step = between ? (before + checkpoint.step()) / 2 : checkpoint.step();
    if (!range.contains(step, job.savedAt(index))) {
      return null;
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    checkpoint.metrics().forEach((metric, value) -> {
      String name = name(metric);
      if (!metric.startsWith("full_") && (!between || name.startsWith("train/"))) {
        // Between checkpoints the loss is still higher than at the next one.
        metrics.put(name, between && name.equals("train/loss") ? value * 1.05 : value);
      }
    });
    return METRICS_RECORD.with(new Values().set("step", step).set("metrics", metrics));
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
  Response error(int status) {
    if (status == 503) { // from the load balancer, which does not send JSON
      return Response.text(status, reason(status));
    }
    return Response.json(
        status,
        ERROR.with(new Values()
            .set("id", Ids.letters(0, nextId(), 7) + "-" + status)
            .set("message", reason(status))
            .set("type", status < 500 ? "invalid_request_error" : "server_error")
            .set(
                "code",
                switch (status) {
                  case 401 -> "invalid_api_key";
                  case 404 -> "not_found";
                  case 429 -> "rate_limit_exceeded";
                  default -> null;
                })));
  }

  /** The range of metrics requested; null where the request sets no bound. */
  private record Range(
      @Nullable Long fromStep,
      @Nullable Long toStep,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Long resolution) {

    static Range of(Map<String, String> query) {
      return new Range(
          number(query.get("global_step_from")),
          number(query.get("global_step_to")),
          time(query.get("logged_at_from")),
          time(query.get("logged_at_to")),
          number(query.get("resolution")));
    }

    /** A response of the requested resolution contains every n-th record; this is n. */
    int stride(int records) {
      return resolution == null || resolution >= records
          ? 1
          : (int) ((records + resolution - 1) / resolution);
    }

    boolean contains(long step, Instant time) {
      return (fromStep == null || step >= fromStep)
          && (toStep == null || step <= toStep)
          && (from == null || !time.isBefore(from))
          && (to == null || !time.isAfter(to));
    }

    private static @Nullable Long number(@Nullable String text) {
      return text == null ? null : Long.valueOf(text);
    }

    private static @Nullable Instant time(@Nullable String text) {
      return text == null ? null : Instant.parse(text);
    }
  }
}
