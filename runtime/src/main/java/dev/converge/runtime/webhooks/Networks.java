package dev.converge.runtime.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Networks that webhooks can be sent to although they are not public.
///
/// @param allowed in any order
public record Networks(List<Network> allowed) {
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /// Networks that are not part of the public internet: RFC 6890 and its successors.
  private static final List<Network> NOT_PUBLIC =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .stream()
          .map(text -> Network.of(text).orElseThrow())
          .toList();

  /// IPv6 networks that contain IPv4 addresses, and the position of these addresses.
  private static final Network TRANSLATED = Network.of("64:ff9b::/96").orElseThrow();

  private static final int TRANSLATED_AT = 12;
  private static final Network SIX_TO_FOUR = Network.of("2002::/16").orElseThrow();
  private static final int SIX_TO_FOUR_AT = 2;

  /// Only public networks.
  public static final Networks PUBLIC = new Networks(List.of());

  /// Copies the list.
  public Networks {
    allowed = List.copyOf(allowed);
  }

  /// Addresses with a common prefix.
  ///
  /// @param address the first address
  /// @param bits length of the prefix
  public record Network(InetAddress address, int bits) {
    /// Reads `10.0.0.0/8`, `fd00::/8` or a single address; empty if it is invalid.
    public static Optional<Network> of(String text) {
      int slash = text.indexOf('/');
      String address = slash < 0 ? text : text.substring(0, slash);
      if (!LITERAL.matcher(address).matches()) {
        return Optional.empty();
      }
      try {
        InetAddress first = InetAddress.ofLiteral(address);
        int most = first.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        return bits >= 0 && bits <= most ? Optional.of(new Network(first, bits)) : Optional.empty();
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }

    boolean contains(InetAddress other) {
      byte[] mine = address.getAddress();
      byte[] its = other.getAddress();
      if (mine.length != its.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % Byte.SIZE);
        if (((mine[i / Byte.SIZE] ^ its[i / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /// Whether requests can be sent to an address.
  public boolean allows(InetAddress address) {
    return isAllowed(address) || isPublic(address);
  }

  /// Whether requests can be sent to an address without TLS.
  boolean isAllowed(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address));
  }

  private static boolean isPublic(InetAddress address) {
    if (NOT_PUBLIC.stream().anyMatch(network -> network.contains(address))) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return true;
    }
    if (TRANSLATED.contains(address)) {
      return isPublic(within(address, TRANSLATED_AT));
    }
    return !SIX_TO_FOUR.contains(address) || isPublic(within(address, SIX_TO_FOUR_AT));
  }

  private static InetAddress within(InetAddress address, int at) {
    byte[] all = address.getAddress();
    try {
      return InetAddress.getByAddress(new byte[] {all[at], all[at + 1], all[at + 2], all[at + 3]});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
