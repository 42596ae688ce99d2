package dev.converge.domain.tool;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// Which addresses a tool may have. The address of the connection is checked, not the name, so that
/// changing the address of a name gains nothing. Addresses of neither kind (link-local ones, such
/// as where clouds keep credentials, multicast and reserved ones) are never connected to.
public enum Reach {
  /// Addresses of the internet.
  PUBLIC,
  /// This machine and private networks only: what is sent stays there.
  PRIVATE;

  private static final int V4_BYTES = 4;
  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  /// Whether a tool of this reach may have an address.
  public boolean allows(InetAddress address) {
    return of(address).filter(this::equals).isPresent();
  }

  /// The reach of an address; empty if connections to it are not allowed.
  private static Optional<Reach> of(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || address.isLinkLocalAddress()) {
      return Optional.empty();
    }
    if (address.isLoopbackAddress() || address.isSiteLocalAddress()) {
      return Optional.of(PRIVATE);
    }
    return switch (address) {
      case Inet4Address v4 -> v4(v4.getAddress());
      case Inet6Address v6 -> v6(v6.getAddress());
      default -> Optional.empty();
    };
  }

  private static Optional<Reach> v4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    boolean inside =
        first == 10
            || first == 127
            || (first == 172 && second >= 16 && second < 32)
            || (first == 192 && second == 168)
            || (first == 100 && second >= 64 && second < 128);
    boolean reserved =
        first == 0
            || first >= 224
            || (first == 169 && second == 254)
            || (first == 192 && second == 0 && (third == 0 || third == 2))
            || (first == 198 && (second == 18 || second == 19))
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return reserved ? Optional.empty() : Optional.of(inside ? PRIVATE : PUBLIC);
  }

  private static Optional<Reach> v6(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if ((first & 0xfe) == 0xfc) {
      return Optional.of(PRIVATE);
    }
    boolean documentation =
        first == 0x20 && second == 0x01 && (bytes[2] & 0xff) == 0x0d && (bytes[3] & 0xff) == 0xb8;
    boolean tunnel =
        first == 0x20 && (second == 0x02 || (second == 1 && bytes[2] == 0 && bytes[3] == 0));
    if (documentation || tunnel) {
      // An address within one that tunnels could be any.
      return Optional.empty();
    }
    if (Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length)) {
      return v4(Arrays.copyOfRange(bytes, bytes.length - V4_BYTES, bytes.length));
    }
    // Addresses of the internet begin with the bits 001.
    return (first & 0xe0) == 0x20 ? Optional.of(PUBLIC) : Optional.empty();
  }
}
