package io.github.ckpt4j;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects jobs of one provider: all those under a partial reference, or only some of them.
 *
 * <p>A reference that ends after the colon selects every job that the provider's key can see. The
 * scope that may follow depends on the provider: a project at Baseten, a repository, user,
 * organization or team at Oxen.ai.
 *
 * <table>
 *   <caption>Partial references</caption>
 *   <tr><td>{@code together:}, {@code openai:}, {@code portkey:}</td><td>all jobs</td></tr>
 *   <tr><td>{@code baseten:}</td><td>all jobs of all projects</td></tr>
 *   <tr><td>{@code baseten:project}</td><td>all jobs of a project</td></tr>
 *   <tr><td>{@code oxen:}</td><td>all jobs of the key's owner and of the owner's organizations</td></tr>
 *   <tr><td>{@code oxen:namespace/repo}</td><td>all jobs of a repository</td></tr>
 *   <tr><td>{@code oxen:user:name}</td><td>all jobs of a user</td></tr>
 *   <tr><td>{@code oxen:org:name}</td><td>all jobs of an organization</td></tr>
 *   <tr><td>{@code oxen:team:name}</td><td>all jobs of a team</td></tr>
 * </table>
 *
 * @param provider the provider's name, in lower case
 * @param scope the owner of the jobs, as after the colon in the table; null for all jobs
 * @param states the states to keep; empty, the default, keeps jobs of any state
 * @param createdSince skips jobs created before this time, and jobs whose creation time is not
 *     reported; null, the default, keeps them
 * @param metadata keeps jobs with all of these values in their metadata; empty by default. Only
 *     providers that speak OpenAI's protocol have metadata; other providers reject such a query
 */
public record JobQuery(
    String provider,
    @Nullable String scope,
    Set<Job.State> states,
    @Nullable Instant createdSince,
    Map<String, String> metadata)
    implements Serializable {
  private static final String ANY_JOB = "job";

  /** Throws {@link IllegalArgumentException} if provider or scope cannot be part of any reference. */
  public JobQuery {
    var unused = new JobRef(provider, scope == null ? ANY_JOB : scope);
    states = states.isEmpty() ? Set.of() : Set.copyOf(states);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** All jobs at a provider. */
  public static JobQuery of(String provider) {
    return new JobQuery(provider, null, Set.of(), null, Map.of());
  }

  /**
   * Reads a partial reference, such as {@code together:} or {@code oxen:ox/farm}.
   *
   * @throws IllegalArgumentException if it has no provider; the message shows the right form
   */
  public static JobQuery parse(String reference) {
    int colon = reference.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("A reference to many jobs is provider: or provider:scope,"
          + " such as together: or oxen:ox/farm; this has no provider: '" + reference + "'");
    }
    String scope = reference.substring(colon + 1);
    return of(reference.substring(0, colon)).within(scope.isEmpty() ? null : scope);
  }

  /** This query within a scope; null for everything at the provider. */
  public JobQuery within(@Nullable String otherScope) {
    return new JobQuery(provider, otherScope, states, createdSince, metadata);
  }

  /** This query for jobs in one of these states only; no states means any state. */
  public JobQuery states(Job.State... kept) {
    return new JobQuery(provider, scope, Set.copyOf(List.of(kept)), createdSince, metadata);
  }

  /** This query for jobs created at this time or later. */
  public JobQuery createdSince(@Nullable Instant time) {
    return new JobQuery(provider, scope, states, time, metadata);
  }

  /** This query for jobs that also have this value in their metadata. */
  public JobQuery metadata(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return new JobQuery(provider, scope, states, createdSince, more);
  }

  /** Whether a job has one of the states and was created late enough. */
  public boolean matches(Job job) {
    boolean inState = states.isEmpty() || states.contains(job.state());
    Instant created = job.createdAt();
    return inState
        && (createdSince == null || (created != null && !created.isBefore(createdSince)));
  }

  /** The reference: {@code oxen:ox/farm}. */
  public String reference() {
    return provider + ":" + (scope == null ? "" : scope);
  }
}
