package io.github.ckpt4j.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Oxen.ai. Its list is a single page sorted by step, in an object that names the branch; it is
 * empty until the branch exists. A checkpoint is identified only by its step. Its time is the
 * commit's and may be null. Checkpoints carry their metrics; unmeasured ones are null.
 */
final class FakeOxen extends SandboxProvider {
  private static final Template LIST = Template.of("oxen/list");
  private static final Template CHECKPOINT = Template.of("oxen/checkpoint");
  private static final Body SAMPLE = Template.of("oxen/sample").with(new Values());
  private static final Template JOB = Template.of("oxen/job");
  private static final Template JOBS = Template.of("oxen/jobs");
  private static final Template LISTED_JOB = Template.of("oxen/listed-job");
  private static final Template ERROR = Template.of("oxen/error");

  /** The user that the key belongs to. */
  private static final String USER = "ox";

  /** The real limit has not been published. */
  private static final int MAX_PAGE = 100;

  private static final Pattern JOBS_PATH = Pattern.compile(
      "api/(?:user|(?:users|orgs|teams)/(?<name>[^/]+)|repos/(?<repo>[^/]+/[^/]+))/fine_tunes");

  private final OxenFiles files = new OxenFiles(this);

  FakeOxen() {
    super("oxen", "/oxen", "namespace/repository/ft_…", "api/repos/*/*/fine_tunes/*");
  }

  @Override
  @Nullable
  Response refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : error(401);
  }

  @Override
  String jobsPath() {
    return "api/user/fine_tunes";
  }

  /** Page by page without a total, and without the repository of a job. */
  @Override
  @Nullable
  Response respondToList(String path, Map<String, String> query, Jobs jobs) {
    Matcher list = JOBS_PATH.matcher(path);
    if (!list.matches()) {
      return files.respond(path, query, jobs);
    }
    String owner = list.group("repo") == null ? list.group("name") : list.group("repo");
    if (owner != null && path.startsWith("api/users/") && !owner.equals(USER)) {
      return error(jobs.all().get().stream().anyMatch(run -> in(run, owner)) ? 401 : 404);
    }
    List<Run> all =
        jobs.all().get().stream().filter(run -> owner == null || in(run, owner)).toList();
    return owner != null && all.isEmpty() ? error(404) : page(query, all);
  }

  @Override
  boolean isFile(String path) {
    return OxenFiles.isFile(path);
  }

  static boolean in(Run run, String owner) {
    return run.job().id().startsWith(owner + "/");
  }

  private Response page(Map<String, String> query, List<Run> all) {
    long number;
    int size;
    try {
      number = Long.parseLong(query.getOrDefault("page", "1"));
      size = Math.min(MAX_PAGE, Integer.parseInt(query.getOrDefault("page_size", "10")));
    } catch (NumberFormatException e) {
      return error(400);
    }
    if (number < 1 || size < 1) {
      return error(400);
    }
    String status = query.get("status");
    List<Run> matching = new ArrayList<>(
        all.stream().filter(run -> status == null || word(run).equals(status)).toList());
    if ("oldest".equals(query.get("sort"))) {
      Collections.reverse(matching);
    }
    List<Body> page = matching.stream()
        .skip((number - 1) * size)
        .limit(size)
        .map(run -> LISTED_JOB.with(jobValues(run)))
        .toList();
    return Response.json(200, JOBS.with(new Values().set("jobs", page)));
  }

  @Override
  @Nullable
  Response respond(String resource, Map<String, String> query, Run run) {
    return switch (resource) {
      case "" -> Response.json(200, job(run));
      case "checkpoints" -> list(run, checkpoints(run));
      default -> null;
    };
  }

  private static Body checkpoints(Run run) {
    return LIST.with(new Values()
        .set("jobId", id(run.job()))
        .set("branch", branch(run))
        .set("count", run.saved())
        .set("checkpoints", items(run.saved(), index -> checkpoint(run, index))));
  }

  private static Body checkpoint(Run run, int index) {
    SandboxJob job = run.job();
    SandboxCheckpoint checkpoint = job.checkpoint(index);
    boolean deployed = word(run).equals("deployed") && run.isFinal(index);
    return CHECKPOINT.with(new Values()
        .set("step", checkpoint.step())
        .set("directory", checkpoint.name())
        .set("name", name(job))
        .set("savedAt", time(job.savedAt(index), index, job.count()))
        .set("sizeBytes", checkpoint.sizeBytes())
        .set("metrics", metrics(checkpoint))
        .set("samples", index == 0 ? List.of(SAMPLE) : List.of())
        .set("modelId", deployed ? Ids.uuid(job.seed(), index) : null)
        .set("deploymentStatus", deployed ? "ACTIVE" : null));
  }

  private static Map<String, @Nullable Double> metrics(SandboxCheckpoint checkpoint) {
    Map<String, @Nullable Double> metrics = new LinkedHashMap<>();
    checkpoint.metrics().forEach((name, value) -> {
      if (!name.startsWith("full_")) { // only OpenAI reports these
        metrics.put(wireName(name), Double.isFinite(value) ? value : null);
      }
    });
    return metrics;
  }

  private Body job(Run run) {
    SandboxJob job = run.job();
    return JOB.with(jobValues(run)
        .set(
            "currentStep",
            run.saved() == 0 ? 0 : job.checkpoint(run.saved() - 1).step())
        .set("branch", branch(run))
        .set("failure", run.failed() ? job.error() : null));
  }

  private Values jobValues(Run run) {
    SandboxJob job = run.job();
    return new Values()
        .set("jobId", id(job))
        .set("name", name(job))
        .set("status", word(run))
        .set("baseModel", baseModel(job))
        .set("createdAt", job.created())
        .set("updatedAt", run.updated());
  }

  private static String id(SandboxJob job) {
    return job.id().substring(job.id().lastIndexOf('/') + 1);
  }

  private static String name(SandboxJob job) {
    return "demo-" + id(job).replace('_', '-');
  }

  /** The branch, which is created with the first checkpoint. */
  static @Nullable String branch(Run run) {
    return run.saved() == 0 ? null : "fine-tunes/" + name(run.job());
  }

  /**
   * The first of several checkpoints has no time. Of the rest, one in three has nanoseconds and one
   * in three has no time zone.
   */
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
  Response error(int status) {
    String code = switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "resource_not_found";
      case 429 -> "too_many_requests";
      default -> status < 500 ? "bad_request" : "internal_server_error";
    };
    return Response.json(
        status, ERROR.with(new Values().set("code", code).set("message", reason(status))));
  }

  @Override
  Map<String, String> signature() {
    return Map.of("x-oxen-request-id", Ids.uuid(4, nextId()));
  }
}
