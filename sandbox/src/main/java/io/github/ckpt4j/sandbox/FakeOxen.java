package io.github.ckpt4j.sandbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Oxen.ai. Its list is one page by step, inside a wrapper that names the branch, and empty until
 * the branch exists. A checkpoint has no id but its step. Its time is that of a commit, which may
 * be null; metrics are on the checkpoint, and those that were not measured are null.
 */
final class FakeOxen extends FakeProvider {
  private static final Template LIST = Template.of("oxen/list");
  private static final Template CHECKPOINT = Template.of("oxen/checkpoint");
  private static final Body SAMPLE = Template.of("oxen/sample").with(new Values());
  private static final Template JOB = Template.of("oxen/job");
  private static final Template ERROR = Template.of("oxen/error");

  FakeOxen() {
    super("oxen", "/oxen", "namespace/repository/ft_…", "api/repos/*/*/fine_tunes/*");
  }

  @Override
  @Nullable
  Response refusal(Request request) {
    return hasKey(request, "Bearer", key()) ? null : error(401);
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
      if (!name.startsWith("full_")) { // only OpenAI measures that
        metrics.put(wireName(name), Double.isFinite(value) ? value : null);
      }
    });
    return metrics;
  }

  private Body job(Run run) {
    SandboxJob job = run.job();
    return JOB.with(new Values()
        .set("jobId", id(job))
        .set("name", name(job))
        .set("status", word(run))
        .set("baseModel", baseModel(job))
        .set("createdAt", job.created())
        .set("updatedAt", run.updated())
        .set(
            "currentStep",
            run.saved() == 0 ? 0 : job.checkpoint(run.saved() - 1).step())
        .set("branch", branch(run))
        .set("failure", run.failed() ? job.error() : null));
  }

  private static String id(SandboxJob job) {
    return job.address().substring(job.address().lastIndexOf('/') + 1);
  }

  private static String name(SandboxJob job) {
    return "demo-" + id(job).replace('_', '-');
  }

  /** Created with the first checkpoint. */
  private static @Nullable String branch(Run run) {
    return run.saved() == 0 ? null : "fine-tunes/" + name(run.job());
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
