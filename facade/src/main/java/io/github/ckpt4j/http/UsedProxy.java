package io.github.ckpt4j.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that a request is sent through, for messages: a proxy failure looks like a failure of
 * the provider. A request carries this as a tag.
 */
final class UsedProxy {
  private volatile Proxy proxy = Proxy.NO_PROXY;

  /** Fills in the proxy of every request that carries one. */
  static void install(OkHttpClient.Builder client, ProxySelector selector) {
    client.addInterceptor(chain -> noting(chain, selector));
  }

  private static Response noting(Interceptor.Chain chain, ProxySelector selector)
      throws IOException {
    UsedProxy used = chain.request().tag(UsedProxy.class);
    if (used != null) {
      List<Proxy> proxies = selector.select(chain.request().url().uri());
      boolean direct = proxies == null || proxies.isEmpty();
      used.proxy = direct ? Proxy.NO_PROXY : proxies.get(0);
    }
    return chain.proceed(chain.request());
  }

  /** The proxy with its host and port, but never its credentials; null without a proxy. */
  @Nullable
  String name() {
    if (!(proxy.address() instanceof InetSocketAddress address)) {
      return null;
    }
    String host = address.getHostString();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "the proxy " + shown + ":" + address.getPort()
        + (proxy instanceof EnvironmentProxy.Named named ? " (" + named.variable() + ")" : "");
  }

  /** The place to choose another proxy. */
  String settings() {
    return proxy instanceof EnvironmentProxy.Named named
        ? named.variable() + "; hosts in NO_PROXY are contacted directly"
        : "the proxy settings of Java or of the HTTP client";
  }

  /** The place for its user name and password. */
  String credentials() {
    if (!(proxy instanceof EnvironmentProxy.Named named)) {
      return "configure the proxy's user name and password in the HTTP client";
    }
    return named.authenticates()
        ? "check the user name and password in " + named.variable()
        : "put the user name and password into " + named.variable()
            + ": http://user:password@host:port";
  }
}
