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
 * A service that runs fine-tuning jobs: data about it, and the requests that it understands.
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
   * @throws io.github.ckpt4j.CheckpointException saying which setting is missing
   */
  Map<String, String> headers(Settings settings);

  /**
   * One page of a job's checkpoints. The job's address has the form that {@link #info} declares.
   */
  ApiRequest<Page> checkpoints(JobRef job, PageRequest page);

  /** The state of a job. */
  ApiRequest<Job> job(JobRef job);

  /**
   * The metrics of a job, for a provider that reports them apart from its checkpoints. Empty where
   * checkpoints carry their own.
   */
  default Optional<ApiRequest<MetricHistory>> metrics(JobRef job) {
    return Optional.empty();
  }

  /**
   * Explains an error response. The default reads the forms of error that most servers use; an
   * adapter adds the headers, codes and forms of its vendor to {@link Problem#of}.
   *
   * <p>Also called for a successful response that could not be read, as some servers report an
   * error
   * that way. HTML pages are never passed here.
   */
  default Problem problem(ErrorResponse response) {
    return Problem.of(response);
  }

  /**
   * The measurements of a job's machines, such as GPU utilization. Requested only when the caller
   * wants them. Empty where the provider reports none.
   */
  default Optional<ApiRequest<MetricHistory>> hardwareMetrics(JobRef job) {
    return Optional.empty();
  }

  /**
   * One page of the jobs that a query names, newest first where the provider can sort. The page may
   * hold jobs that do not match the query's states and time: the client leaves them out.
   *
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider lists no jobs, which is
   *     the default; of kind {@code INVALID_REQUEST} if the query's scope is not one of the
   *     provider's
   */
  default ApiRequest<JobPage> jobs(JobQuery query, PageRequest page) {
    throw unsupported("list jobs");
  }

  /**
   * One page of what happened to a job.
   *
   * @throws CheckpointException of kind {@code UNSUPPORTED} if the provider reports no events, which
   *     is the default
   */
  default ApiRequest<JobEventPage> events(JobRef job, PageRequest page) {
    throw unsupported("report the events of a job");
  }

  /**
   * When models stop to respond, by model name, for a provider that reports this apart from its
   * checkpoints. Empty where it does not.
   */
  default Optional<ApiRequest<Map<String, Expiry>>> expiries() {
    return Optional.empty();
  }

  /**
   * Where the files of a checkpoint are. Nothing is sent to find that out.
   *
   * @param artifact which form of the weights is wanted
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
   * The text files that a provider makes of a job, such as a table of what was measured, by their
   * names. Not its weights. None by default.
   *
   * @param job as {@link #job} reported it
   */
  default Map<String, ApiRequest<String>> resultFiles(Job job) {
    return Map.of();
  }

  /** The base model that a checkpoint was trained from; null where the checkpoint does not say. */
  default @Nullable String baseModel(Checkpoint checkpoint) {
    return null;
  }

  /**
   * How far a job is, by what the provider reported with it. Unknown where it reports nothing.
   *
   * @param readAt when the job was read, for a provider that reports how long it will take
   */
  default JobProgress progress(Job job, Instant readAt) {
    return JobProgress.UNKNOWN;
  }

  /** How far a job is, for a provider that reports this apart from the job. Empty where it does not. */
  default Optional<ApiRequest<JobProgress>> progress(JobRef job) {
    return Optional.empty();
  }

  /**
   * How to use a checkpoint. The client adds the headers.
   *
   * @param baseUrl the base URL of the provider's API as it is set, without a slash at its end
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
