package io.github.ckpt4j.http;

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
 * name, as command-line tools read them: lower case has precedence, blank is unset, this machine is
 * never
 * reached through a proxy.
 */
public final class EnvironmentProxies {
  private final @Nullable EnvironmentProxy https;
  private final @Nullable EnvironmentProxy http;
  private final NoProxy none;

  /** Throws {@link IllegalArgumentException} for a proxy that cannot be used; shows no password. */
  public EnvironmentProxies(Map<String, String> variables) {
    @Nullable EnvironmentProxy all = first(variables, "all_proxy", "ALL_PROXY");
    // A web server passes a client's header "Proxy" to its scripts as HTTP_PROXY.
    boolean isScript = variables.containsKey("REQUEST_METHOD");
    EnvironmentProxy ofHttp =
        isScript ? first(variables, "http_proxy") : first(variables, "http_proxy", "HTTP_PROXY");
    EnvironmentProxy ofHttps = first(variables, "https_proxy", "HTTPS_PROXY");
    https = ofHttps == null ? all : ofHttps;
    http = ofHttp == null ? all : ofHttp;
    none = new NoProxy(value(variables, "no_proxy", "NO_PROXY"));
  }

  /** Lets the client use these proxies. */
  public void install(OkHttpClient.Builder client) {
    if (https != null || http != null) {
      client.proxy(null).proxySelector(new Selector()).proxyAuthenticator(new Login());
    }
  }

  /** The texts that no message may show. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (EnvironmentProxy proxy : new EnvironmentProxy[] {https, http}) {
      if (proxy != null && proxy.user() != null) {
        secrets.add(Objects.requireNonNullElse(proxy.password(), ""));
        secrets.add(proxy.user() + ":" + proxy.password());
      }
    }
    return secrets;
  }

  private static @Nullable EnvironmentProxy first(Map<String, String> variables, String... names) {
    for (String name : names) {
      String value = value(variables, name);
      if (!value.isEmpty()) {
        return EnvironmentProxy.parse(name, value);
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

  private @Nullable EnvironmentProxy proxy(String scheme, String host, int port) {
    return Hosts.isLoopback(host) || none.matches(host, port)
        ? null
        : scheme.equals("https") ? https : http;
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      int usual = uri.getScheme().equals("https") ? 443 : 80;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      EnvironmentProxy chosen = proxy(uri.getScheme(), uri.getHost(), port);
      return List.of(chosen == null ? Proxy.NO_PROXY : chosen.proxy());
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // The failure is the call's own; there is no other proxy to choose.
    }
  }

  /** Shows a proxy its own credentials, once. */
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
      if (https != null && https.proxy().equals(proxy)) {
        return https;
      }
      return http != null && http.proxy().equals(proxy) ? http : null;
    }
  }
}
