package io.github.ckpt4j.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads the hosts of URLs without looking any up. */
final class Hosts {
  private Hosts() {}

  /** Whether the host is this machine, by its name {@code localhost} or by its address. */
  static boolean isLoopback(String host) {
    InetAddress address = address(host);
    return host.equals("localhost") || (address != null && address.isLoopbackAddress());
  }

  /** The address that the host is written as, with or without brackets; null for a name. */
  static @Nullable InetAddress address(String host) {
    boolean isAddress = host.contains(":") || host.matches("[0-9.]+");
    try {
      return isAddress ? InetAddress.getByName(host) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
