package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import io.github.ckpt4j.spi.Settings;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/** Decides which base URLs may receive credentials. */
final class BaseUrl {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  /** What a host name may have between two dots. Anything more could name another host. */
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private BaseUrl() {}

  /** The provider's own base URL, with the settings that it contains. */
  static String own(ProviderInfo provider, Settings settings) {
    return PLACE
        .matcher(provider.baseUrl())
        .replaceAll(place -> label(provider.setting(place.group(1)), provider, settings));
  }

  /** Whether a URL is below the provider's own base URL, whatever the settings in it are. */
  static boolean isOwn(ProviderInfo provider, HttpUrl url) {
    String own = PLACE
        .splitAsStream(provider.baseUrl())
        .map(Pattern::quote)
        .collect(Collectors.joining(LABEL.pattern()));
    return Pattern.compile(own).matcher(url.toString()).lookingAt();
  }

  /** The settings that the provider's own base URL contains. */
  static List<Setting> places(ProviderInfo provider) {
    return PLACE
        .matcher(provider.baseUrl())
        .results()
        .map(place -> provider.setting(place.group(1)))
        .toList();
  }

  private static String label(Setting setting, ProviderInfo provider, Settings settings) {
    String value = settings.require(setting.name());
    if (!LABEL.matcher(value).matches()) {
      throw CheckpointException.builder(
              Kind.INVALID_REQUEST,
              "the " + setting.purpose() + " of " + provider.title() + " (" + setting.variable()
                  + ") must be letters, digits and hyphens, as in " + provider.baseUrl())
          .hint("for any other address, set the base URL")
          .build();
    }
    return value;
  }

  /**
   * The URL, its path ending in a slash.
   *
   * @throws CheckpointException if it is not an http(s) URL, carries a user, query, fragment or an
   *     empty path segment, or is plain http to another machine and that was not allowed
   */
  static HttpUrl parse(String text, ProviderInfo provider, boolean plainHttpAllowed) {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null
        || !url.username().isEmpty()
        || !url.password().isEmpty()
        || url.query() != null
        || url.fragment() != null) {
      throw refused(provider, text, "is not an http or https URL without user, query and fragment")
          .hint("it should look like " + provider.baseUrl())
          .build();
    }
    if (url.encodedPath().contains("//")) {
      throw refused(provider, text, "has '//' in its path")
          .hint("write one '/'")
          .build();
    }
    if (!url.isHttps() && !plainHttpAllowed && !Hosts.isLoopback(url.host())) {
      throw refused(provider, text, "would send credentials unencrypted to " + url.host())
          .hint("use https, or allow plain http: --allow-plain-http, in programs"
              + " ClientBuilder.allowPlainHttp()")
          .build();
    }
    return url.encodedPath().endsWith("/")
        ? url
        : url.newBuilder().addPathSegment("").build();
  }

  private static CheckpointException.Builder refused(
      ProviderInfo provider, String text, String reason) {
    // Where a secret may be in it, the URL is not shown.
    boolean mayBeSecret = text.contains("@") || text.contains("?") || text.contains("#");
    String variable = provider.setting(Setting.BASE_URL).variable();
    return CheckpointException.builder(
        Kind.INVALID_REQUEST,
        "the base URL of "
            + provider.title()
            + " ("
            + variable
            + (mayBeSecret ? "" : "=" + text)
            + ") "
            + reason);
  }
}
