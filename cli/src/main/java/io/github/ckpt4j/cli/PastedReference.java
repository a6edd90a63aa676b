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
import java.util.stream.Stream;

/**
 * Reads job references as people paste them: in quotes or brackets, with white space, from a list or
 * a text in Markdown, or as a web page.
 */
final class PastedReference {
  private static final String WRAPPING = "\\s\\p{Z}\\p{Cf}\"'`“”„‘’«»<>(){}\\[\\]*";
  private static final Pattern AROUND =
      Pattern.compile("^[" + WRAPPING + "]+|[" + WRAPPING + ",;.]+$");

  /** What a list or a text in Markdown has before a reference, and what a script has behind it. */
  private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-+*•]|\\d{1,4}[.)])\\s+");

  private static final Pattern COMMENT = Pattern.compile("\\s+#.*$");
  private static final Pattern LINK = Pattern.compile("\\[(?<text>[^]]*)]\\((?<url>[^)]*)\\)\\S?");
  private static final Pattern BARE_WEB = Pattern.compile("[\\w-]+(?:\\.[\\w-]+)+/.*");
  private static final Pattern PROVIDER = Pattern.compile("^[A-Za-z0-9-]+(?=:)");
  private static final Pattern WEB = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
  private static final String ELLIPSIS = "…";

  private PastedReference() {}

  /**
   * The job.
   *
   * @throws IllegalArgumentException with the form that a reference has
   */
  static JobRef read(String text, List<ProviderInfo> providers) {
    String reference = unwrapped(text);
    return WEB.matcher(reference).matches()
        ? ofPage(reference, providers)
        : JobRef.parse(reference);
  }

  /** The query, if the reference stops early and so names many jobs. */
  static Optional<JobQuery> readMany(String text, List<ProviderInfo> providers) {
    String reference = unwrapped(text);
    return WEB.matcher(reference).matches()
        ? Optional.empty()
        : providers.stream()
            .filter(info -> reference.startsWith(info.name() + ":"))
            .filter(info -> isScope(info, reference.substring(info.name().length() + 1)))
            .findFirst()
            .map(info -> JobQuery.parse(reference));
  }

  private static String unwrapped(String text) {
    String line = COMMENT.matcher(BULLET.matcher(text).replaceFirst("")).replaceFirst("");
    Matcher link = LINK.matcher(line.strip());
    if (link.matches()) {
      line = link.group(link.group("text").contains(":") ? "text" : "url");
    }
    String plain = AROUND.matcher(line).replaceAll("");
    if (BARE_WEB.matcher(plain).matches()) {
      return "https://" + plain;
    }
    return PROVIDER
        .matcher(plain)
        .replaceFirst(provider -> provider.group().toLowerCase(Locale.ROOT));
  }

  /** Whether the text is empty or has the form of a scope, and not that of a job. */
  private static boolean isScope(ProviderInfo info, String scope) {
    return !info.jobIdPattern().matcher(scope).matches()
        && info.jobScopes().stream().anyMatch(form -> scope.matches(pattern(form)));
  }

  /** The form {@code user:name} of a scope as a pattern: what is before a colon stands for itself. */
  private static String pattern(String form) {
    int colon = form.indexOf(':') + 1;
    return Pattern.quote(form.substring(0, colon))
        + form.substring(colon).replaceAll("[a-z]+", "[^/:]+");
  }

  private static JobRef ofPage(String url, List<ProviderInfo> providers) {
    ProviderInfo info = providers.stream()
        .filter(each -> isSite(each, host(url)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "a job reference is PROVIDER:ID, such as openai:ftjob-abc123, and not a URL; '"
                + SafeText.oneLine(host(url)) + "' is not the site of a known provider"));
    return id(info, url)
        .map(id -> new JobRef(info.name(), id))
        .orElseThrow(() -> new IllegalArgumentException("a job at " + info.title() + " looks like "
            + info.name() + ":" + info.jobIdExample() + "; the URL of a web page does not contain"
            + " all of it"));
  }

  /** The id of a job, where it has one part that is recognized by its beginning. */
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

  /** Whether a host is of the same site as the provider's API: openai in platform.openai.com. */
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
      return ""; // No provider's site, then.
    }
  }
}
