package io.github.ckpt4j.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the hosts in URLs without looking up any in DNS. */
final class Hosts {
  /** Strict, as the JDK looks up in DNS any text that only resembles an address. */
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  private Hosts() {}

  /** Whether the host is this machine, by the name {@code localhost} or by address. */
  static boolean isLoopback(String host) {
    InetAddress address = address(host);
    return host.equals("localhost") || (address != null && address.isLoopbackAddress());
  }

  /** The address in the host, with or without brackets; null for a name. */
  static @Nullable InetAddress address(String host) {
    boolean isAddress = host.contains(":") || IPV4.matcher(host).matches();
    try {
      return isAddress ? InetAddress.getByName(host) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
