package io.github.ckpt4j.http;

import static io.github.ckpt4j.fuzz.Fuzzed.check;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.fuzz.FuzzTarget;
import io.github.ckpt4j.providers.Providers;
import io.github.ckpt4j.spi.Provider;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** The foreign input that this package reads. */
public final class HttpTargets {
  /** Without the letter u, so that {@code \\u} before it always begins an escape. */
  static final String KEY = "sk-canary-5f0e7d1c-never-to-be-seen";

  private static final String PASSWORD = "canary-5f0e7d1c";
  private static final int LONGEST_MESSAGE = 3_000;
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Redactor REDACTOR = new Redactor(List.of(KEY));
  private static final List<Provider> ALL = Providers.all();

  private HttpTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(errors(), waits(), baseUrls(), proxies(), redaction());
  }

  private static FuzzTarget errors() {
    return FuzzTarget.ofText(
        "errors", FuzzedResponse.ERRORS, FuzzedResponse.PIECES, HttpTargets::error);
  }

  private static void error(String input) {
    FuzzedResponse response = FuzzedResponse.of(input);
    CheckpointException failure = REDACTOR.redact(response.failure(provider(input)));
    String message = String.valueOf(failure.getMessage());
    check(!failure.detail().isEmpty(), "an error has a reason");
    check(message.length() <= LONGEST_MESSAGE, "a message is bounded");
    check(
        message.chars().noneMatch(Character::isISOControl), "a message has no control characters");
    check(!Unescaped.of(message).contains(KEY), "a message has no key");
    check(!Unescaped.of(failure.detail()).contains(KEY), "a reason has no key");
  }

  private static Provider provider(String input) {
    return ALL.get(Math.floorMod(input.hashCode(), ALL.size()));
  }

  private static FuzzTarget waits() {
    return FuzzTarget.ofText(
        "waits", FuzzedResponse.WAITS, FuzzedResponse.PIECES, HttpTargets::wait);
  }

  private static void wait(String input) {
    CheckpointException failure = FuzzedResponse.of(input).failure(provider(input));
    Duration wait = failure.retryAfter();
    check(wait == null || !wait.isNegative(), "a wait is not negative");
    check(wait == null || wait.compareTo(WEEK) <= 0, "a wait is a week at most");
    Duration delay = new RetryPolicy(2)
        .delay(failure.toBuilder().temporary(true).build(), 1, 1)
        .orElse(wait);
    check(delay != null && delay.toMillis() >= 375, "the backoff stays on");
  }

  private static FuzzTarget baseUrls() {
    return FuzzTarget.ofText(
        "base-urls",
        List.of(
            "https://api.example/v1",
            "http://localhost:8080/v1/",
            "http://127.0.0.1:1",
            "http://[::1]/",
            "https://" + "127.0.0.1".repeat(230),
            "http://a.b." + "c.".repeat(400),
            "https://me:" + PASSWORD + "@api.example/v1?key=" + PASSWORD + "#x"),
        List.of(
            "http://",
            "https://",
            "localhost",
            ".",
            "@",
            ":",
            "/",
            "//",
            "?",
            "#",
            "%",
            "[::1]",
            "127.0.0.1",
            "0x7f.1",
            "2130706433",
            "evil.example",
            "\\",
            "\t",
            "\n",
            "%2f",
            "%00",
            "..",
            "é",
            "。",
            "0",
            "[::ffff:127.0.0.1]",
            "localhost.evil.example"),
        HttpTargets::baseUrl);
  }

  private static void baseUrl(String input) {
    try {
      HttpUrl url = BaseUrl.parse(input, ALL.get(1).info(), false);
      String host = url.host();
      boolean isHere =
          host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("::1");
      check(url.isHttps() || isHere, "plain http stays on this machine");
      check(url.encodedPath().endsWith("/"), "a base URL ends in a slash");
      check(url.username().isEmpty() && url.password().isEmpty(), "a base URL has no user");
      check(url.query() == null && url.fragment() == null, "a base URL ends with its path");
    } catch (CheckpointException e) {
      boolean mayBeSecret = input.contains("@") || input.contains("?") || input.contains("#");
      check(
          !mayBeSecret || !String.valueOf(e.getMessage()).contains(PASSWORD),
          "a message has no password");
    }
  }

  private static FuzzTarget proxies() {
    return FuzzTarget.ofText(
        "proxies",
        List.of(
            "http://me:" + PASSWORD + "@proxy.example:8080\na.example,.b.example",
            "socks5://proxy.example\n10.0.0.0/8 fd00::/8, [::1]:443",
            "proxy.example:3128\n*",
            "HTTP://[fd00::1]:1/\n*.example:443"),
        List.of(
            "http://",
            "socks5h://",
            "@",
            ":",
            "/",
            "\n",
            ",",
            "*",
            "*.",
            ".",
            "[",
            "]",
            "::",
            "%41",
            "%",
            "65535",
            "65536",
            "99999",
            "/8",
            "/129",
            "/-1",
            "10.0.0.0",
            "fd00::",
            "1.2.3",
            "256.0.0.1",
            ":443",
            "api.example",
            " ",
            PASSWORD,
            "fe80::1%eth0",
            "fe80::1%99"),
        HttpTargets::proxy);
  }

  private static void proxy(String input) {
    String[] parts = input.split("\n", 2);
    Map<String, String> variables =
        Map.of("HTTPS_PROXY", parts[0], "NO_PROXY", parts.length > 1 ? parts[1] : "");
    try {
      EnvironmentProxies proxies = new EnvironmentProxies(variables);
      // Without TLS, whose trust anchors take long to load.
      OkHttpClient.Builder client =
          new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
      proxies.install(client);
      ProxySelector selector = client.build().proxySelector();
      Stream.of("https://api.example/", "https://10.1.2.3/", "https://[fd12::1]:8443/")
          .forEach(url -> check(route(selector, url) != null, "every URL has a route"));
      Stream.of("https://localhost/", "https://127.0.0.1:8443/", "https://[::1]/")
          .forEach(url -> check(
              route(selector, url).equals(Proxy.NO_PROXY), "this machine is reached directly"));
    } catch (CheckpointException e) {
      check(!String.valueOf(e.getMessage()).contains(PASSWORD), "a message has no password");
      check(e.getCause() == null, "a message has no cause that could show more");
    }
  }

  private static Proxy route(ProxySelector selector, String url) {
    return selector.select(URI.create(url)).get(0);
  }

  private static FuzzTarget redaction() {
    return FuzzTarget.ofText(
        "redaction",
        List.of(
            "Invalid key " + KEY + ".",
            "key=%73k-canary%2D5f0e7d1c%2dnever-to-be-seen&x",
            "{\"key\":\"\\u0073k\\u002dcanary-5f0e7d1c-never\\-to-be-seen\"}",
            "&#115;k&#x2D;canary-5f0e7d1c-NEVER-to-be-seen",
            "%2573k-canary-5f0e7d1c-never-to-be-seen \\\\u0073k-canary-5f0e7d1c-never-to-be-seen"),
        List.of(
            KEY,
            "sk-",
            "%73",
            "%2573",
            "\\u0073",
            "\\\\u0073",
            "\\",
            "%",
            "%25",
            "&#115;",
            "&#x73;",
            "&",
            "&#",
            ";",
            "u",
            "S",
            "-",
            "%2D",
            "\\u002D",
            "n",
            "e",
            "\u017f",
            "\u212a"),
        HttpTargets::redact);
  }

  private static void redact(String input) {
    String redacted = REDACTOR.redact(input);
    check(!Unescaped.of(redacted).contains(KEY), "redacted text has no key");
  }
}
