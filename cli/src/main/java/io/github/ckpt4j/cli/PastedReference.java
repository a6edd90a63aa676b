package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobQuery;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.cli.print.SafeText;
import io.github.ckpt4j.spi.ProviderInfo;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads job references as people paste them: in quotes or brackets, with white space, from a list or
 * Markdown text, or as the URL of a web page.
 */
final class PastedReference {
  private static final String WRAPPING = "\\s\\p{Z}\\p{Cf}\"'`“”„‘’«»<>(){}\\[\\]*";
  private static final Pattern AROUND =
      Pattern.compile("^[" + WRAPPING + "]+|[" + WRAPPING + ",;.]+$");

  /** The characters before a reference in a Markdown list or text, and after one in a script. */
  private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-+*•]|\\d{1,4}[.)])\\s+");

  private static final Pattern COMMENT = Pattern.compile("\\s+#.*$");
  private static final Pattern LINK = Pattern.compile("\\[(?<text>[^]]*)]\\((?<url>[^)]*)\\)\\S?");
  private static final Pattern BARE_WEB = Pattern.compile("[\\w-]+(?:\\.[\\w-]+)+/.*");
  private static final Pattern PROVIDER = Pattern.compile("^([A-Za-z0-9-]+):.*");
  private static final Pattern WEB = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
  private static final String ELLIPSIS = "…";

  private PastedReference() {}

  /**
   * The job.
   *
   * @throws IllegalArgumentException that shows the form of a reference
   */
  static JobRef read(String text, Configuration configuration) {
    return read(text, configuration.bareReferences());
  }

  /** The same, without the user's own defaults. */
  static JobRef read(String text, List<ProviderInfo> providers) {
    return read(text, BareReference.of(providers));
  }

  static JobRef read(String text, BareReference bare) {
    String reference = unwrapped(text, bare.providers());
    if (WEB.matcher(reference).matches()) {
      return ofPage(reference, bare.providers());
    }
    Optional<ProviderInfo> named = bare.named(reference);
    if (named.isPresent()) {
      String id = reference.substring(named.get().name().length() + 1);
      return new JobRef(named.get().name(), bare.complete(named.get(), id));
    }
    Optional<JobRef> job = bare.job(reference);
    if (job.isEmpty()) {
      bare.jobOfModel(reference).ifPresent(of -> {
        throw new IllegalArgumentException(
            "'" + SafeText.oneLine(reference) + "' is a checkpoint, not a job; its job is " + of);
      });
      if (!reference.contains(":")) {
        throw bare.unknown(SafeText.oneLine(reference));
      }
    }
    return job.orElseGet(() -> JobRef.parse(reference));
  }

  /** The query, if the reference stops early and thus names many jobs. */
  static Optional<JobQuery> readMany(String text, List<ProviderInfo> providers) {
    String reference = unwrapped(text, providers);
    return WEB.matcher(reference).matches()
        ? Optional.empty()
        : providers.stream()
            .filter(info -> reference.startsWith(info.name() + ":"))
            .filter(info -> isScope(info, reference.substring(info.name().length() + 1)))
            .findFirst()
            .map(info -> JobQuery.parse(reference));
  }

  /** The reference alone, with the name of a known provider in lower case. */
  static String unwrapped(String text, List<ProviderInfo> providers) {
    String line = COMMENT.matcher(BULLET.matcher(text).replaceFirst("")).replaceFirst("");
    Matcher link = LINK.matcher(line.strip());
    if (link.matches()) {
      line = link.group(link.group("text").contains(":") ? "text" : "url");
    }
    String plain = AROUND.matcher(line).replaceAll("");
    if (BARE_WEB.matcher(plain).matches()) {
      return "https://" + plain;
    }
    Matcher prefix = PROVIDER.matcher(plain);
    String name = prefix.matches() ? prefix.group(1).toLowerCase(Locale.ROOT) : "";
    return providers.stream().anyMatch(info -> info.name().equals(name))
        ? name + plain.substring(name.length())
        : plain;
  }

  /** Whether the text is empty or has the form of a scope rather than of a job. */
  private static boolean isScope(ProviderInfo info, String scope) {
    return !info.jobIdPattern().matcher(scope).matches()
        && info.jobScopes().stream().anyMatch(form -> scope.matches(pattern(form)));
  }

  /** The form {@code user:name} of a scope as a pattern: text before a colon is literal. */
  private static String pattern(String form) {
    int colon = form.indexOf(':') + 1;
    return Pattern.quote(form.substring(0, colon))
        + form.substring(colon).replaceAll("[a-z]+", "[^/:]+");
  }

  private static JobRef ofPage(String url, List<ProviderInfo> providers) {
    Optional<JobRef> job =
        providers.stream().flatMap(info -> ofJobPage(url, info).stream()).findFirst();
    return job.orElseGet(() -> ofSite(url, providers));
  }

  /** The job whose page the URL is, according to the provider's form of page URLs. */
  private static Optional<JobRef> ofJobPage(String url, ProviderInfo info) {
    String form = info.jobPageForm();
    if (form.isEmpty()) {
      return Optional.empty();
    }
    Matcher page = Pattern.compile(
            Pattern.quote(form).replaceAll("\\{\\d}", "\\\\E([^/?#]+)\\\\Q") + "(?:[/?#].*)?")
        .matcher(url);
    if (!page.matches()) {
      return Optional.empty();
    }
    String id = IntStream.rangeClosed(1, page.groupCount())
        .mapToObj(page::group)
        .collect(Collectors.joining("/"));
    return info.jobIdPattern().matcher(id).matches()
        ? Optional.of(new JobRef(info.name(), id))
        : Optional.empty();
  }

  private static JobRef ofSite(String url, List<ProviderInfo> providers) {
    ProviderInfo info = providers.stream()
        .filter(each -> isSite(each, host(url)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "a job reference is PROVIDER:ID, such as openai:ftjob-abc123, not a URL; '"
                + SafeText.oneLine(host(url)) + "' is not the site of a known provider"));
    return id(info, url)
        .map(id -> new JobRef(info.name(), id))
        .orElseThrow(() -> new IllegalArgumentException("a job at " + info.title() + " looks like "
            + info.name() + ":" + info.jobIdExample() + "; the URL of its web page does not contain"
            + " the whole reference"));
  }

  /** The id of a job, if a part of the URL has a recognized beginning. */
  private static Optional<String> id(ProviderInfo info, String url) {
    String example = info.jobIdExample();
    int varies = example.indexOf(ELLIPSIS);
    if (varies <= 0 || example.contains("/")) {
      return Optional.empty();
    }
    String beginning = example.substring(0, varies);
    return Stream.of(url.split("[/?#&=]"))
        .filter(part -> part.startsWith(beginning) && part.length() > beginning.length())
        .filter(part -> info.jobIdPattern().matcher(part).matches())
        .findFirst();
  }

  /** Whether a host belongs to the site of the provider's API: openai in platform.openai.com. */
  private static boolean isSite(ProviderInfo info, String host) {
    return !host.isEmpty() && site(host).equals(site(host(info.baseUrl().replaceAll("[{}]", ""))));
  }

  private static String site(String host) {
    List<String> labels = List.of(host.split("\\."));
    return labels.get(Math.max(labels.size() - 2, 0));
  }

  private static String host(String url) {
    try {
      String host = URI.create(url.replaceAll("[?#].*", "")).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return ""; // Not the site of a provider.
    }
  }
}
