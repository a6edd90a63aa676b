package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Completes references that omit the provider or the beginning of a job's id.
 *
 * <p>The default provider takes precedence if the id may be one of its own. Otherwise the beginning
 * of the id names the provider, as {@code ftjob-} does; if several providers match, the first wins.
 *
 * @param providers all of them; if several match, the first wins
 * @param usual the user's default provider for such references; null for none
 * @param scopes the default beginning of ids by provider, such as a repository
 */
record BareReference(
    List<ProviderInfo> providers,
    @Nullable ProviderInfo usual,
    Function<ProviderInfo, Optional<String>> scopes) {
  private static final String ELLIPSIS = "…";

  /** Without anything that the user has configured. */
  static BareReference of(List<ProviderInfo> providers) {
    return new BareReference(providers, null, info -> Optional.empty());
  }

  /** The job that an id without a provider names, if the id determines it. */
  Optional<JobRef> job(String id) {
    if (usual != null && (begins(usual, id) || (isPlain(usual) && isJob(usual, id)))) {
      return Optional.of(new JobRef(usual.name(), complete(usual, id)));
    }
    return recognized(id)
        .or(() -> Optional.ofNullable(usual)
            .filter(info -> isJob(info, complete(info, id)))
            .map(info -> new JobRef(info.name(), complete(info, id))));
  }

  /** The job that an id names by its beginning. */
  private Optional<JobRef> recognized(String id) {
    return providers.stream()
        .filter(info -> begins(info, id))
        .findFirst()
        .map(info -> new JobRef(info.name(), complete(info, id)));
  }

  /** The job of a checkpoint's model, if the name contains it. */
  Optional<JobRef> jobOfModel(String name) {
    return providers.stream().flatMap(info -> info.jobOfModel(name).stream()).findFirst();
  }

  /** The id with its missing beginning, if that is configured. */
  String complete(ProviderInfo info, String id) {
    return isJob(info, id)
        ? id
        : scopes
            .apply(info)
            .map(scope -> scope + "/" + id)
            .filter(whole -> isJob(info, whole))
            .orElse(id);
  }

  /** Whether the last part of an id begins as the provider's ids do. */
  boolean begins(ProviderInfo info, String id) {
    String beginning = beginning(info);
    String last = id.substring(id.lastIndexOf('/') + 1);
    return !beginning.isEmpty()
        && last.startsWith(beginning)
        && last.length() > beginning.length()
        && !last.contains(":")
        && isJob(info, complete(info, id));
  }

  /** Whether ids of the provider have no common beginning. */
  private static boolean isPlain(ProviderInfo info) {
    return beginning(info).isEmpty();
  }

  /** The beginning of the last part of an id; empty if it varies. */
  private static String beginning(ProviderInfo info) {
    return Stream.of(info.jobIdExample())
        .map(example -> example.substring(example.lastIndexOf('/') + 1))
        .filter(last -> last.contains(ELLIPSIS))
        .map(last -> last.substring(0, last.indexOf(ELLIPSIS)))
        .findFirst()
        .orElse("");
  }

  private static boolean isJob(ProviderInfo info, String id) {
    return info.jobIdPattern().matcher(id).matches();
  }

  /** The provider that a reference names before its colon. */
  Optional<ProviderInfo> named(String reference) {
    return providers.stream()
        .filter(info -> reference.startsWith(info.name() + ":"))
        .findFirst();
  }

  /** The error for a reference that names no provider, with a hint. */
  IllegalArgumentException unknown(String shown) {
    return new IllegalArgumentException("a job reference is PROVIDER:ID, such as"
        + " openai:ftjob-abc123; this has no provider: '" + shown
        + "'. Hint: set a default provider"
        + " with " + Configuration.PROVIDER_VARIABLE + ", or with 'provider' in the configuration"
        + " file");
  }
}
