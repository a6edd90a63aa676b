package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}
 * name, read as command-line tools do: lower case has precedence, blank is unset, connections to
 * this machine are direct.
 */
public final class EnvironmentProxies {
  private final @Nullable Choice https;
  private final @Nullable Choice http;
  private final NoProxy none;

  /** Checks nothing: a proxy that cannot be used is reported when a request needs it. */
  public EnvironmentProxies(Map<String, String> variables) {
    @Nullable Choice all = first(variables, "all_proxy", "ALL_PROXY");
    // A web server passes a client's header "Proxy" to its scripts as HTTP_PROXY.
    boolean isScript = variables.containsKey("REQUEST_METHOD");
    Choice ofHttp =
        isScript ? first(variables, "http_proxy") : first(variables, "http_proxy", "HTTP_PROXY");
    Choice ofHttps = first(variables, "https_proxy", "HTTPS_PROXY");
    https = ofHttps == null ? all : ofHttps;
    http = ofHttp == null ? all : ofHttp;
    none = new NoProxy(value(variables, "no_proxy", "NO_PROXY"));
  }

  /** The proxy that a variable names, or the problem with its value. */
  private record Choice(@Nullable EnvironmentProxy proxy, String problem) {
    static Choice of(String variable, String value) {
      try {
        return new Choice(EnvironmentProxy.parse(variable, value), "");
      } catch (IllegalArgumentException e) {
        return new Choice(null, String.valueOf(e.getMessage()));
      }
    }

    Proxy get() {
      if (proxy == null) {
        throw CheckpointException.builder(Kind.INVALID_REQUEST, problem)
            .hint("write http://[user:password@]host[:port] or socks5://host[:port]")
            .build();
      }
      return proxy.proxy();
    }

    boolean is(Proxy other) {
      return proxy != null && proxy.proxy().equals(other);
    }
  }

  /** Makes the client use these proxies. */
  public void install(OkHttpClient.Builder client) {
    if (https != null || http != null) {
      client.proxy(null).proxySelector(new Selector()).proxyAuthenticator(new Login());
    }
  }

  /** The texts that must not appear in messages. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (Choice choice : new Choice[] {https, http}) {
      EnvironmentProxy proxy = choice == null ? null : choice.proxy();
      if (proxy != null && proxy.user() != null) {
        secrets.add(Objects.requireNonNullElse(proxy.password(), ""));
        secrets.add(proxy.user() + ":" + proxy.password());
      }
    }
    return secrets;
  }

  private static @Nullable Choice first(Map<String, String> variables, String... names) {
    for (String name : names) {
      String value = value(variables, name);
      if (!value.isEmpty()) {
        return Choice.of(name, value);
      }
    }
    return null;
  }

  private static String value(Map<String, String> variables, String... names) {
    for (String name : names) {
      String value = variables.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private @Nullable Choice proxy(String scheme, String host, int port) {
    return Hosts.isLoopback(host) || none.matches(host, port)
        ? null
        : scheme.equals("https") ? https : http;
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      int usual = uri.getScheme().equals("https") ? 443 : 80;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      Choice chosen = proxy(uri.getScheme(), uri.getHost(), port);
      return List.of(chosen == null ? Proxy.NO_PROXY : chosen.get());
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // The call itself fails with the same error, and each URL has only one proxy.
    }
  }

  /** Sends a proxy its own credentials, once. */
  private final class Login implements Authenticator {
    @Override
    public @Nullable Request authenticate(@Nullable Route route, Response response) {
      EnvironmentProxy used = route == null ? null : used(route.proxy());
      if (used == null
          || used.user() == null
          || response.request().header("Proxy-Authorization") != null) {
        return null;
      }
      String password = Objects.requireNonNullElse(used.password(), "");
      return response
          .request()
          .newBuilder()
          .header("Proxy-Authorization", Credentials.basic(used.user(), password))
          .build();
    }

    private @Nullable EnvironmentProxy used(Proxy proxy) {
      if (https != null && https.is(proxy)) {
        return https.proxy();
      }
      return http != null && http.is(proxy) ? http.proxy() : null;
    }
  }
}
