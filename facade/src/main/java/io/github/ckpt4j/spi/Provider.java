package io.github.ckpt4j.spi;

import io.github.ckpt4j.Artifact;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobProgress;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import io.github.ckpt4j.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service that runs fine-tuning jobs: a description of it, and the requests that it supports.
 *
 * <p>Implementations have no state. They only describe requests and translate responses: no I/O, no
 * thread, no clock, no retry. The client calls them from any thread.
 */
public interface Provider {
  /** The provider's name, base URL and settings. */
  ProviderInfo info();

  /**
   * The headers that authenticate a request, from the values of {@link ProviderInfo#settings}. They
   * are sent to the provider's own origin only.
   *
   * @throws io.github.ckpt4j.CheckpointException if a setting is missing; the message names it
   */
  Map<String, String> headers(Settings settings);

  /**
   * One page of a job's checkpoints. The job's address has the form that {@link #info} declares.
   */
  ApiRequest<Page> checkpoints(JobRef job, PageRequest page);

  /** The state of a job. */
  ApiRequest<Job> job(JobRef job);

  /**
   * The metrics of a job, for a provider that reports them separately from its checkpoints. Empty
   * if checkpoints include them.
   */
  default Optional<ApiRequest<MetricHistory>> metrics(JobRef job) {
    return Optional.empty();
  }

  /**
   * Explains an error response. The default reads the error formats that most servers use; an
   * adapter adds the headers, codes and formats of its vendor to {@link Problem#of}.
   *
   * <p>Also called for a successful response that could not be read, as some servers report an
   * error
   * that way. HTML pages are never passed here.
   */
  default Problem problem(ErrorResponse response) {
    return Problem.of(response);
  }

  /**
   * The hardware metrics of a job, such as GPU utilization. Requested only if the caller wants
   * them. Empty if the provider reports none.
   */
  default Optional<ApiRequest<MetricHistory>> hardwareMetrics(JobRef job) {
    return Optional.empty();
  }

  /**
   * One page of the jobs that match a query, newest first if the provider can sort. The page may
   * contain jobs that do not match the query's states and time: the client skips them.
   *
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider lists no jobs, which is
   *     the default; of kind {@code INVALID_REQUEST} if the query's scope is not one of the
   *     provider's
   */
  default ApiRequest<JobPage> jobs(JobQuery query, PageRequest page) {
    throw unsupported("list jobs");
  }

  /**
   * One page of a job's events.
   *
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider reports no events, which
   *     is the default
   */
  default ApiRequest<JobEventPage> events(JobRef job, PageRequest page) {
    throw unsupported("report the events of a job");
  }

  /**
   * The dates when models expire, by model name, for a provider that reports them separately from
   * its checkpoints. Empty otherwise.
   */
  default Optional<ApiRequest<Map<String, Expiry>>> expiries() {
    return Optional.empty();
  }

  /**
   * The place where the files of a checkpoint can be read. Sends no request.
   *
   * @param artifact the form of the weights to read
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider does not let its users
   *     download weights, which is the default, or not in this form
   */
  default FileSource files(Checkpoint checkpoint, Artifact artifact) {
    throw CheckpointException.builder(
            CheckpointException.Kind.UNSUPPORTED,
            info().title() + " offers no download of weights; they stay with the provider")
        .job(checkpoint.job())
        .hint("keep the job's record, checkpoints, metrics and events, and the model's name")
        .build();
  }

  /**
   * The text files that a provider makes for a job, such as a table of metrics, by name. Not its
   * weights. None by default.
   *
   * @param job as {@link #job} reported it
   */
  default Map<String, ApiRequest<String>> resultFiles(Job job) {
    return Map.of();
  }

  /**
   * The base model that a checkpoint was trained from; null if the checkpoint does not report it.
   */
  default @Nullable String baseModel(Checkpoint checkpoint) {
    return null;
  }

  /**
   * The progress of a job, as the provider reports it with the job. Unknown if it reports none.
   *
   * @param readAt when the job was read, for a provider that reports the remaining time
   */
  default JobProgress progress(Job job, Instant readAt) {
    return JobProgress.UNKNOWN;
  }

  /**
   * The progress of a job, for a provider that reports it separately from the job. Empty otherwise.
   */
  default Optional<ApiRequest<JobProgress>> progress(JobRef job) {
    return Optional.empty();
  }

  /**
   * How to use a checkpoint. The client adds the headers.
   *
   * @param baseUrl the base URL of the provider's API, as configured, without a trailing slash
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider does not describe this,
   *     which is the default
   */
  default Usage.Builder usage(Checkpoint checkpoint, String baseUrl) {
    throw unsupported("describe how to use a checkpoint");
  }

  private CheckpointException unsupported(String action) {
    return CheckpointException.builder(
            CheckpointException.Kind.UNSUPPORTED, info().title() + " does not " + action)
        .build();
  }
}
