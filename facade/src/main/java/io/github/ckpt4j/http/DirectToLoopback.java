package io.github.ckpt4j.http;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import okhttp3.OkHttpClient;

/**
 * Reaches this machine directly where the request is plain http. Such a request may carry a key
 * only
 * because it does not leave the machine, as it would through a proxy.
 */
final class DirectToLoopback extends ProxySelector {
  private final ProxySelector others;

  private DirectToLoopback(ProxySelector others) {
    this.others = others;
  }

  static void install(OkHttpClient.Builder client, OkHttpClient original) {
    Proxy only = original.proxy();
    ProxySelector others = only == null ? original.proxySelector() : new Always(only);
    DirectToLoopback selector = new DirectToLoopback(others);
    client.proxy(null).proxySelector(selector);
    UsedProxy.install(client, selector);
  }

  @Override
  public List<Proxy> select(URI uri) {
    boolean direct = "http".equals(uri.getScheme())
        && Hosts.isLoopback(Objects.requireNonNullElse(uri.getHost(), ""));
    return direct ? List.of(Proxy.NO_PROXY) : others.select(uri);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    others.connectFailed(uri, address, failure);
  }

  /**
   * The proxy that an OkHttp client was given, which OkHttp would use without asking a selector.
   */
  private static final class Always extends ProxySelector {
    private final Proxy proxy;

    Always(Proxy proxy) {
      this.proxy = proxy;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // The call itself fails with it, and this is the only proxy.
    }
  }
}
