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
 * The {@code ckpt4j.*} properties. What is not set is as {@link CallOptions} and {@link
 * ClientBuilder} have it.
 *
 * @param providers Settings of each provider by name, such as ckpt4j.providers.openai.api-key.
 * @param environment Whether to read the providers' own variables too, such as OPENAI_API_KEY.
 *     What is set under ckpt4j.providers goes before them.
 * @param connectTimeout How long to wait for a connection; 10 s if not set.
 * @param attemptTimeout How long one attempt may take, to its last byte; 60 s if not set.
 * @param timeout How long one call may take, with all pages, attempts and waits; 5 min if not set.
 * @param pageSize How many checkpoints to ask for at a time, where the provider pages.
 * @param maxRetries How often to try again after a temporary failure; 2 if not set.
 * @param maxConcurrentJobs How many jobs of one provider are listed at once; 16 if not set.
 * @param allowPlainHttp Whether plain http to other machines is allowed, where anyone on the way can
 *     read the keys.
 * @param health What the health indicator asks.
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
    @DefaultValue Health health) {

  /**
   * What the health indicator asks.
   *
   * @param jobs Jobs to ask for, such as openai:ftjob-abc123, one request each time. Without any the
   *     health is unknown: no provider can be asked how it is without a job.
   */
  public record Health(@DefaultValue List<String> jobs) {}

  /** The names of the providers that have settings; never a key. */
  @Override
  public String toString() {
    return "ckpt4j" + providers.keySet();
  }
}
