package io.github.ckpt4j.spi;

import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import java.util.Map;
import java.util.Optional;

/**
 * One place where fine-tuning jobs run: data about it, and what to ask it.
 *
 * <p>Implementations have no state and do nothing but describe and translate: no I/O, no thread, no
 * clock, no retry. The client calls them from any thread.
 */
public interface Provider {
  /** What the provider is called, where it is, and what it needs to be asked. */
  ProviderInfo info();

  /**
   * The headers that make a request this user's, from the settings of {@link ProviderInfo#settings}.
   * They are sent to the provider's own origin only.
   *
   * @throws io.github.ckpt4j.CheckpointException saying which setting is missing
   */
  Map<String, String> headers(Settings settings);

  /** One page of a job's checkpoints. The job's address has the form that {@link #info} declares. */
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
   * The measurements of a job's machines, such as GPU utilization. Requested only when the caller
   * wants them. Empty where the provider reports none.
   */
  default Optional<ApiRequest<MetricHistory>> hardwareMetrics(JobRef job) {
    return Optional.empty();
  }
}
