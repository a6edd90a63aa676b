package io.github.ckpt4j.spi;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import java.util.Map;
import java.util.Optional;

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
}
