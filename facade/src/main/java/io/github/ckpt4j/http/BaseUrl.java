package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Decides which base URLs may receive credentials. */
final class BaseUrl {
  private static final Pattern SCHEME = Pattern.compile(
      "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*:(?!\\d))?(?<slashes>/*)(?<rest>.*)", Pattern.DOTALL);

  private static final Pattern HOST = Pattern.compile(
      "(localhost|[\\p{L}\\d._-]+\\.[\\p{L}\\d_-]+|\\[[0-9A-Fa-f:.]+])(:\\d+)?(/.*)?");

  private static final int LONGEST = 2_048;
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{C}]");
  private static final Pattern QUOTE = Pattern.compile("[\"'`\u2018\u2019\u201c\u201d]");

  private final ProviderInfo provider;
  private final String text;

  private BaseUrl(ProviderInfo provider, String text) {
    this.provider = provider;
    this.text = text;
  }

  /**
   * The URL, with a path that ends in a slash.
   *
   * @throws CheckpointException if it is not an http(s) URL, has a user, query, fragment or empty
   *     path segment, or is plain http to another machine without permission
   */
  static HttpUrl parse(String text, ProviderInfo provider, boolean plainHttpAllowed) {
    return new BaseUrl(provider, text.strip()).parse(plainHttpAllowed);
  }

  private HttpUrl parse(boolean plainHttpAllowed) {
    String problem = problem();
    HttpUrl url = problem == null ? HttpUrl.parse(text) : null;
    if (url == null) {
      throw refused(problem == null ? "is not a valid URL" : problem)
          .hint(suggestion())
          .build();
    }
    if (url.encodedPath().contains("//")) {
      throw refused("has '//' in its path").hint("write one '/'").build();
    }
    if (!url.isHttps() && !plainHttpAllowed && !Hosts.isLoopback(url.host())) {
      throw refused("would send credentials unencrypted to " + url.host())
          .hint("use https, or allow plain http: --allow-plain-http, in programs"
              + " ClientBuilder.allowPlainHttp()")
          .build();
    }
    return url.encodedPath().endsWith("/")
        ? url
        : url.newBuilder().addPathSegment("").build();
  }

  /**
   * The reason that the text cannot be a base URL. OkHttp would tolerate most of these mistakes.
   */
  private @Nullable String problem() {
    if (text.length() > LONGEST) {
      return "has more than " + LONGEST + " characters";
    }
    if (QUOTE.matcher(text).find()) {
      return "contains quotation marks";
    }
    if (SPACE.matcher(text).find()) {
      return "contains white space";
    }
    if (text.contains("\\")) {
      return "contains a backslash";
    }
    Matcher parts = parts(text);
    String scheme = parts.group("scheme");
    if (scheme == null) {
      return "does not begin with https:// or http://";
    }
    if (!scheme.toLowerCase(Locale.ROOT).matches("https?:")) {
      return mayBeSecret()
          ? "does not begin with https:// or http://"
          : "begins with '" + scheme + "' instead of https: or http:";
    }
    if (!parts.group("slashes").equals("//")) {
      return "does not have exactly two slashes after '" + scheme + "'";
    }
    String authority = parts.group("rest").split("[/?#]", 2)[0];
    if (authority.contains("@")) {
      return "contains a user name; the API key is a separate setting";
    }
    if (text.contains("?")) {
      return "has a query, which begins with '?'";
    }
    return text.contains("#") ? "has a fragment, which begins with '#'" : null;
  }

  private static Matcher parts(String text) {
    Matcher parts = SCHEME.matcher(text);
    boolean unused = parts.matches(); // Every text matches.
    return parts;
  }

  /** The URL that was probably meant, or an example of one. */
  private String suggestion() {
    String meant = meant();
    return meant == null
        ? "it should look like " + provider.baseUrl()
        : "did you mean " + meant + "?";
  }

  private @Nullable String meant() {
    Matcher parts = parts(plain());
    String rest = parts.group("rest");
    if (mayBeSecret() || SPACE.matcher(text).find() || !HOST.matcher(rest).matches()) {
      return null;
    }
    String host = rest.replaceFirst("(:\\d+)?(/.*)?$", "");
    String scheme = parts.group("scheme");
    boolean http = scheme == null ? Hosts.isLoopback(host) : scheme.equalsIgnoreCase("http:");
    String url = (http ? "http://" : "https://") + rest;
    return HttpUrl.parse(url) == null ? null : url;
  }

  /** Whether the text may contain a secret and must not be shown in a message. */
  private boolean mayBeSecret() {
    if (text.length() > LONGEST) {
      return true;
    }
    String plain = plain();
    boolean isUrl = plain.toLowerCase(Locale.ROOT).matches("(?s)https?://.*")
        || (HOST.matcher(parts(plain).group("rest")).matches() && plain.matches(".*[:/].*"));
    return !isUrl || text.matches("(?s).*[@?#].*");
  }

  /** The text without quotation marks, and with slashes instead of backslashes. */
  private String plain() {
    return QUOTE.matcher(text).replaceAll("").replace('\\', '/');
  }

  private CheckpointException.Builder refused(String reason) {
    String variable = provider.setting(Setting.BASE_URL).variable();
    return CheckpointException.builder(
        Kind.INVALID_REQUEST,
        "the base URL of "
            + provider.title()
            + " ("
            + variable
            + (mayBeSecret() ? "" : "=" + text)
            + ") "
            + reason);
  }
}
