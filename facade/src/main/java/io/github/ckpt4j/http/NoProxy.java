package io.github.ckpt4j.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts in {@code NO_PROXY}: a name stands for itself and everything under it, with or without
 * a leading {@code .} or {@code *.}; also an address, a range such as {@code 10.0.0.0/8}, any of
 * these with a port, or {@code *} for all.
 */
final class NoProxy {
  private final List<String> entries;

  NoProxy(String list) {
    entries = Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  boolean matches(String host, int port) {
    String plain = stripped(host.toLowerCase(Locale.ROOT));
    return entries.stream().anyMatch(entry -> matches(entry, plain, port));
  }

  private static boolean matches(String entry, String host, int port) {
    if (entry.equals("*") || isInRange(entry, host)) {
      return true;
    }
    String name = entry;
    int colon = entry.lastIndexOf(':');
    boolean hasPort = entry.contains("]:") || (colon > 0 && entry.indexOf(':') == colon);
    if (hasPort) {
      if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    name = stripped(name).replaceFirst("^\\*?\\.", "");
    InetAddress address = Hosts.address(name);
    return address == null
        ? host.equals(name) || host.endsWith("." + name)
        : address.equals(Hosts.address(host));
  }

  private static boolean isInRange(String range, String host) {
    int slash = range.indexOf('/');
    InetAddress start = slash < 0 ? null : Hosts.address(stripped(range.substring(0, slash)));
    InetAddress address = Hosts.address(host);
    String bits = range.substring(slash + 1);
    return start != null
        && address != null
        && bits.matches("\\d{1,3}")
        && sameStart(start.getAddress(), address.getAddress(), Integer.parseInt(bits));
  }

  private static boolean sameStart(byte[] a, byte[] b, int bits) {
    if (a.length != b.length || bits > a.length * 8) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if ((a[i / 8] & mask) != (b[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The host without an IPv6 address's brackets, and without a name's final dot. */
  private static String stripped(String host) {
    return host.replaceAll("[\\[\\]]", "").replaceFirst("\\.$", "");
  }
}
