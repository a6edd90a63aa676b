package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import okhttp3.HttpUrl;

/** Decides which base URLs may receive credentials. */
final class BaseUrl {
  private BaseUrl() {}

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
