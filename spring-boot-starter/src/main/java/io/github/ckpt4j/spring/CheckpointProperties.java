package io.github.ckpt4j.spring;

import io.github.ckpt4j.client.CallOptions;
import io.github.ckpt4j.client.ClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The {@code ckpt4j.*} properties. Defaults are those of {@link CallOptions} and {@link
 * ClientBuilder}.
 *
 * @param providers Each provider's settings by provider name, such as
 *     ckpt4j.providers.openai.api-key.
 * @param environment Whether to also read the providers' usual environment variables, such as
 *     OPENAI_API_KEY. Settings under ckpt4j.providers take precedence.
 * @param connectTimeout How long to wait for a connection; 10 s if not set.
 * @param attemptTimeout How long one attempt may take, including reading the response; 60 s if not
 *     set.
 * @param timeout How long one call may take, including all pages, retries and waits; 5 min if not
 *     set.
 * @param pageSize How many checkpoints to request per page, if the provider supports pages.
 * @param maxRetries How many times to retry after a temporary failure; 2 if not set.
 * @param maxConcurrentJobs How many jobs of one provider are listed at once; 16 if not set.
 * @param allowPlainHttp Whether plain http to other machines is allowed, which exposes the keys to
 *     the network.
 * @param problemDetails Whether web requests that fail at a provider get a problem detail (RFC 9457)
 *     with a fitting status as their response.
 * @param health Settings of the health indicator.
 * @param gauges Settings of the gauges.
 */
@ConfigurationProperties("ckpt4j")
public record CheckpointProperties(
    @DefaultValue Map<String, Map<String, String>> providers,
    @DefaultValue("true") boolean environment,
    @Nullable Duration connectTimeout,
    @Nullable Duration attemptTimeout,
    @Nullable Duration timeout,
    @Nullable Integer pageSize,
    @Nullable Integer maxRetries,
    @Nullable Integer maxConcurrentJobs,
    @DefaultValue("false") boolean allowPlainHttp,
    @DefaultValue("false") boolean problemDetails,
    @DefaultValue Health health,
    @DefaultValue Gauges gauges) {

  /**
   * Settings of the health indicator.
   *
   * @param jobs Jobs to request, such as openai:ftjob-abc123. If empty, the health is unknown,
   *     because checking a provider requires a job.
   * @param cache How long to reuse a report before requesting the jobs again.
   * @param timeout How long a whole check may take; jobs without a response by then count as down.
   */
  public record Health(
      @DefaultValue List<String> jobs,
      @DefaultValue("1m") Duration cache,
      @DefaultValue("10s") Duration timeout) {}

  /**
   * Settings of the gauges.
   *
   * @param jobs Jobs to show as gauges, such as openai:ftjob-abc123. If empty, there are no gauges.
   * @param metrics Metrics whose best value to show. Append :min or :max to set which values are
   *     better.
   * @param interval How long to show a reading before requesting the jobs again.
   */
  public record Gauges(
      @DefaultValue List<String> jobs,
      @DefaultValue("valid_loss") List<String> metrics,
      @DefaultValue("5m") Duration interval) {}

  /** Lists only the names of the configured providers, because their settings contain keys. */
  @Override
  public String toString() {
    return "ckpt4j" + providers.keySet();
  }
}
