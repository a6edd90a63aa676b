package io.github.ckpt4j.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Generates a provider's JSON for a job without a server, for tests of code that parses it.
 *
 * <pre>{@code
 * ProviderJson json = ProviderJson.of(SandboxJob.of("openai:ftjob-mine"));
 * json.checkpoints();                        // a page as OpenAI sends it
 * json.shuffled(42).checkpoints();           // the same page with its members in random order
 * }</pre>
 *
 * <p>Immutable. The same job always produces the same text.
 */
public final class ProviderJson {
  private final SandboxJob job;
  private final @Nullable Long seed;

  private ProviderJson(SandboxJob job, @Nullable Long seed) {
    this.job = job;
    this.seed = seed;
  }

  /**
   * The JSON of this job once it has ended.
   *
   * @throws IllegalArgumentException if no provider has such a job
   */
  public static ProviderJson of(SandboxJob job) {
    provider(job).check(job);
    return new ProviderJson(job, null);
  }

  /** The same values, with the members of each object in random order and unknown members added. */
  public ProviderJson shuffled(long seed) {
    return new ProviderJson(job, seed);
  }

  /** The job. */
  public String job() {
    return get("", Map.of());
  }

  /** The list of checkpoints, or its first page if the provider uses pages. */
  public String checkpoints() {
    return checkpoints(Map.of());
  }

  /**
   * The list of checkpoints for a query.
   *
   * @param query such as {@code limit} and {@code after}, decoded
   */
  public String checkpoints(Map<String, String> query) {
    return get(provider(job).listPath(), query);
  }

  /**
   * The metrics, where the provider keeps them apart from the checkpoints.
   *
   * @throws IllegalStateException if this provider does not
   */
  public String metrics() {
    return get("metrics", Map.of());
  }

  /** The provider's list of jobs, with this one in it. */
  public String jobs() {
    return list(provider(job).jobsPath());
  }

  /**
   * The list of the first checkpoint's files, or of the files of all checkpoints, as the provider
   * has it.
   *
   * @throws IllegalStateException if the provider does not list files
   */
  public String files() {
    return switch (job.provider()) {
      case "oxen" -> list(OxenFiles.path(job.atEnd(), 0));
      default -> get("checkpoint_files", Map.of());
    };
  }

  /** The list at a path that is not below the job's. */
  String list(String path) {
    SandboxProvider provider = provider(job);
    Jobs one = new Jobs(id -> null, () -> List.of(job.atEnd()));
    Response response = provider.respondToList(path, Map.of(), one);
    Response found = response == null ? provider.search(path, "{}", one) : response;
    return text(Objects.requireNonNull(found, path));
  }

  /**
   * What happened to the job.
   *
   * @throws IllegalStateException if this provider does not report it
   */
  public String events() {
    return job.provider().equals("baseten") ? get("logs", Map.of()) : get("events", Map.of());
  }

  private String get(String resource, Map<String, String> query) {
    Response response = provider(job).respond(resource, query, job.atEnd());
    if (response == null) {
      throw new IllegalStateException(job.provider() + " does not provide " + resource);
    }
    return text(response);
  }

  private String text(Response response) {
    return response.text(seed == null ? null : new Random(seed));
  }

  private static SandboxProvider provider(SandboxJob job) {
    return SandboxProvider.named(job.provider(), All.PROVIDERS);
  }

  private static final class All {
    static final List<SandboxProvider> PROVIDERS =
        SandboxProvider.all(Integer.MAX_VALUE, new FakeBaseten(ObjectStore.WITHOUT_SERVER));
  }
}
