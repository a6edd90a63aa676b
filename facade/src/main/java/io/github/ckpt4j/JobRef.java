package io.github.ckpt4j;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names one fine-tuning job at one provider, written {@code provider:address}: {@code
 * openai:ftjob-abc123}, {@code oxen:namespace/repo/ft_1}, {@code baseten:project/job}.
 *
 * <p>{@link #parse} reads exactly what {@link #toString} prints. Only the rules common to all
 * providers are checked here. The client checks the address against the rules of its provider
 * before it sends a request. Each built-in provider has a factory: {@link #openAi}, {@link #oxen},
 * and so on.
 *
 * @param provider the provider's name, in lower case
 * @param id the job's id, after the ids of its owners, separated by {@code /}
 */
public record JobRef(String provider, String id) implements Serializable {
  private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final int LONGEST_ADDRESS = 1024;

  /** Throws {@link IllegalArgumentException} if either part cannot belong to any job. */
  public JobRef {
    if (!PROVIDER.matcher(Objects.requireNonNull(provider, "provider")).matches()) {
      throw new IllegalArgumentException(
          "A provider's name has only lower-case letters, digits and '-', such as 'openai'; this does not: "
              + Text.quoted(provider));
    }
    checkAddress(Objects.requireNonNull(id, "address"));
  }

  /**
   * Reads a reference such as {@code openai:ftjob-abc123}.
   *
   * @throws IllegalArgumentException if it is not a job reference; the message shows the right form
   */
  public static JobRef parse(String reference) {
    int colon = reference.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "A job reference is provider:id, such as openai:ftjob-abc123; this has no provider: "
              + Text.quoted(reference));
    }
    return new JobRef(reference.substring(0, colon), reference.substring(colon + 1));
  }

  /**
   * The same as {@link #parse}, under the name by which Spring, JAX-RS and picocli find a
   * converter.
   *
   * @throws IllegalArgumentException as {@code parse} does
   */
  public static JobRef valueOf(String reference) {
    return parse(reference);
  }

  /** A job at Together AI: {@code JobRef.together("ft-…")}. */
  public static JobRef together(String id) {
    return new JobRef("together", id);
  }

  /** A job at OpenAI: {@code JobRef.openAi("ftjob-…")}. */
  public static JobRef openAi(String id) {
    return new JobRef("openai", id);
  }

  /** A job at the provider behind Portkey: {@code JobRef.portkey("ftjob-…")}. */
  public static JobRef portkey(String id) {
    return new JobRef("portkey", id);
  }

  /** A job at Oxen.ai: {@code JobRef.oxen("namespace", "repository", "ft_…")}. */
  public static JobRef oxen(String namespace, String repository, String id) {
    return of("oxen", namespace, repository, id);
  }

  /** A job at Baseten: {@code JobRef.baseten("project", "job")}. */
  public static JobRef baseten(String project, String job) {
    return of("baseten", project, job);
  }

  /** A job at Azure OpenAI: {@code JobRef.azure("ftjob-…")}. */
  public static JobRef azure(String id) {
    return new JobRef("azure", id);
  }

  /** A job at Nebius Token Factory: {@code JobRef.nebius("ftjob-…")}. */
  public static JobRef nebius(String id) {
    return new JobRef("nebius", id);
  }

  /** A job at Amazon Bedrock: {@code JobRef.bedrock("ftjob-…")}. */
  public static JobRef bedrock(String id) {
    return new JobRef("bedrock", id);
  }

  private static JobRef of(String provider, String... segments) {
    for (String segment : segments) {
      if (segment.contains("/")) {
        throw bad(segment, "must not have a '/' within one of its parts");
      }
    }
    return new JobRef(provider, String.join("/", segments));
  }

  /** The parts of the address between its slashes; at least one, and none is empty. */
  public List<String> segments() {
    return List.of(id.split("/"));
  }

  @Override
  public String toString() {
    return provider + ":" + id;
  }

  private static void checkAddress(String id) {
    if (id.isEmpty() || id.length() > LONGEST_ADDRESS) {
      throw bad(id, "must have 1 to " + LONGEST_ADDRESS + " characters");
    }
    if (id.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
      throw bad(id, "must not contain spaces or control characters");
    }
    for (String segment : id.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw bad(id, "must not have a part that is empty, '.' or '..'");
      }
    }
  }

  private static IllegalArgumentException bad(String id, String rule) {
    return new IllegalArgumentException("A job's address " + rule + ": " + Text.quoted(id));
  }
}
