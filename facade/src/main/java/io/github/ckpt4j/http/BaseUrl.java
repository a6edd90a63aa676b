package io.github.ckpt4j.http;

import io.github.ckpt4j.spi.ProviderInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Decides which base URLs may be sent credentials. */
final class BaseUrl {
  private BaseUrl() {}

  /**
   * The URL, its path ending in a slash.
   *
   * @throws IllegalArgumentException if it is no http(s) URL, carries a user, query or fragment, or
   *     is plain http to another machine and that was not allowed
   */
  static HttpUrl parse(String text, ProviderInfo provider, boolean plainHttpAllowed) {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null
        || !url.username().isEmpty()
        || !url.password().isEmpty()
        || url.query() != null
        || url.fragment() != null) {
      throw new IllegalArgumentException("The base URL of "
          + provider.title()
          + " is an http or https URL without user, query or fragment, such as "
          + provider.baseUrl());
    }
    if (!url.isHttps() && !plainHttpAllowed && !isLoopback(url.host())) {
      throw new IllegalArgumentException("The base URL of "
          + provider.title()
          + " would send its key unencrypted to "
          + url.host()
          + ": use https, or allow plain http explicitly");
    }
    return url.encodedPath().endsWith("/")
        ? url
        : url.newBuilder().addPathSegment("").build();
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    InetAddress literal = literal(host);
    return literal != null && literal.isLoopbackAddress();
  }

  /** The address that the host is written as; null for a name, which is never looked up here. */
  private static @Nullable InetAddress literal(String host) {
    boolean isLiteral = host.contains(":") || host.matches("[0-9.]+");
    try {
      return isLiteral ? InetAddress.getByName(host) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
