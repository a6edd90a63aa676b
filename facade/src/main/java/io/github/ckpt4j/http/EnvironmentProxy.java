package io.github.ckpt4j.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A proxy from an environment variable: {@code http://user:password@host:port}. */
record EnvironmentProxy(
    Proxy proxy, @Nullable String user, @Nullable String password) {
  /** A proxy that knows which environment variable it comes from. */
  static final class Named extends Proxy {
    private final String variable;
    private final boolean authenticates;

    Named(Type type, InetSocketAddress address, String variable, boolean authenticates) {
      super(type, address);
      this.variable = variable;
      this.authenticates = authenticates;
    }

    String variable() {
      return variable;
    }

    /** Whether the variable contains a user name. */
    boolean authenticates() {
      return authenticates;
    }
  }

  private static final Pattern FORM = Pattern.compile("(?:(?<scheme>[A-Za-z0-9]+)://)?"
      + "(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?"
      + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?/?");

  /** Throws {@link IllegalArgumentException} naming the variable, without its value. */
  static EnvironmentProxy parse(String variable, String value) {
    Matcher url = FORM.matcher(value);
    if (!url.matches()) {
      throw bad(variable, "is not a proxy URL");
    }
    String scheme = url.group("scheme") == null ? "http" : url.group("scheme");
    Proxy.Type type = switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> Proxy.Type.HTTP;
      case "socks", "socks4", "socks4a", "socks5", "socks5h" -> Proxy.Type.SOCKS;
      default -> throw bad(variable, "names a proxy of an unsupported kind");
    };
    if (type == Proxy.Type.SOCKS && url.group("user") != null) {
      throw bad(variable, "has a user name, which is supported for http proxies only");
    }
    int usual = type == Proxy.Type.HTTP ? 80 : 1080;
    int port = url.group("port") == null ? usual : Integer.parseInt(url.group("port"));
    if (port < 1 || port > 65_535) {
      throw bad(variable, "has an invalid port");
    }
    String host = url.group("host").replaceAll("[\\[\\]]", "");
    return new EnvironmentProxy(
        new Named(
            type,
            InetSocketAddress.createUnresolved(host, port),
            variable,
            url.group("user") != null),
        decoded(variable, url.group("user")),
        decoded(variable, url.group("password")));
  }

  private static @Nullable String decoded(String variable, @Nullable String text) {
    try {
      return text == null
          ? null
          : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad(variable, "has credentials that are not percent-encoded correctly");
    }
  }

  private static IllegalArgumentException bad(String variable, String problem) {
    return new IllegalArgumentException("the environment variable " + variable + " " + problem);
  }

  @Override
  public String toString() {
    return "EnvironmentProxy[" + proxy + "]";
  }
}
