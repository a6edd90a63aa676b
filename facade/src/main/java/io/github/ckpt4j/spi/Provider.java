package io.github.ckpt4j.spi;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Expiry;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.JobEventPage;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MetricHistory;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.PageRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /** The base model that a checkpoint was trained from; null where the checkpoint does not say. */
  default @Nullable String baseModel(Checkpoint checkpoint) {
    return null;
  }

  private CheckpointException unsupported(String action) {
    return CheckpointException.builder(
            CheckpointException.Kind.UNSUPPORTED, info().title() + " does not " + action)
        .build();
  }
}
