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
 * Connects directly to this machine for plain http. Such a request may contain a key only because
 * it does not leave the machine, as it would through a proxy.
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
   * The proxy configured in an OkHttp client, which OkHttp would use without a selector.
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
      // The call itself fails with the same error, and no other proxy could be tried.
    }
  }
}
