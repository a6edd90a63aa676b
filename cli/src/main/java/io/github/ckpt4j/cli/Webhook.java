package io.github.ckpt4j.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** A URL to post a record to, once and without following redirects. */
record Webhook(URI uri) {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(20);
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Throws {@link IllegalArgumentException}, which does not show the URL: it may be a secret. */
  static Webhook of(String url) {
    URI uri;
    try {
      uri = URI.create(url.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--webhook must be a URL that begins with https://");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean isSafe =
        scheme.equals("https") || (scheme.equals("http") && THIS_MACHINE.contains(host));
    if (!isSafe || host.isEmpty() || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "--webhook must be a URL that begins with https://, or with"
              + " http:// for this machine, and has no user name");
    }
    return new Webhook(uri);
  }

  /** Throws {@link IOException} unless the server accepts the record in time. */
  void post(String json) throws IOException {
    HttpClient client = HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
    HttpRequest request = HttpRequest.newBuilder(uri)
        .timeout(WHOLE)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        throw new IOException(
            "HTTP " + status + (status / 100 == 3 ? ", a redirect, which is not followed" : ""));
      }
    } catch (HttpTimeoutException e) {
      throw new IOException("no response within " + WHOLE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
