package dev.converge.engine.host;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Creates version 7 UUIDs (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits. Ids
/// sort approximately by time. Nothing relies on that.
public final class UuidV7 {
  private final InstantSource clock;
  private final RandomGenerator random;

  /// Ids that start with the time of a clock.
  public UuidV7(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// A new id.
  public String next() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    long millis = clock.millis();
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (millis >>> (40 - 8 * i));
    }
    return format(bytes, 7);
  }

  /// The same id for the same digest: version 8, whose bits have an application-defined meaning.
  ///
  /// @param digest hexadecimal, of at least 16 bytes
  public static String named(String digest) {
    return format(HexFormat.of().parseHex(digest, 0, 32), 8);
  }

  /// When a UUID was made; empty if it is of another version, or none.
  public static Optional<Instant> time(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.version() == 7
          ? Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String format(byte[] bytes, int version) {
    bytes[6] = (byte) ((bytes[6] & 0x0F) | version << 4);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    String hex = HexFormat.of().formatHex(bytes);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }
}
