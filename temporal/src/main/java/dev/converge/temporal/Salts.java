package dev.converge.temporal;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The salts of a turn. They are derived from the turn's seed, so that a repeated turn has the same
/// bytes and is recognised in the journal, and from the salt of the run's first event, which is
/// random, exists only in the journal, and is gone once the run is erased. Seeds are visible in
/// Temporal's histories, salts are not.
final class Salts {
  private final byte[] secret;
  private final byte[] seed;

  /// @param first event of the run
  Salts(Sealed first, String seed) {
    this.secret = secret(first);
    this.seed = seed.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] secret(Sealed first) {
    Json.Obj line = (Json.Obj) Json.parse(new String(first.json(), StandardCharsets.UTF_8));
    if (line.get("salt").orElse(null) instanceof Json.Str(var salt)) {
      return HexFormat.of().parseHex(salt);
    }
    throw new IllegalArgumentException("the first event of the run has no salt: it was erased");
  }

  /// Bytes for events.
  byte[] bytes(int count) {
    byte[] all = new byte[count];
    for (int from = 0; from < count; from += Chain.SALT_BYTES) {
      byte[] one = of(from / Chain.SALT_BYTES);
      System.arraycopy(one, 0, all, from, Chain.SALT_BYTES);
    }
    return all;
  }

  private byte[] of(int event) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    digest.update(secret);
    digest.update(seed);
    digest.update(new byte[] {(byte) (event >> 24), (byte) (event >> 16), (byte) (event >> 8)});
    digest.update((byte) event);
    return Arrays.copyOf(digest.digest(), Chain.SALT_BYTES);
  }

  /// The sequence of the first event of this turn among events; 0 if there is none.
  long find(List<Sealed> page) {
    byte[] mark =
        ("\"salt\":\"" + HexFormat.of().formatHex(of(0)) + "\"")
            .getBytes(StandardCharsets.US_ASCII);
    for (Sealed event : page) {
      if (contains(event.json(), mark)) {
        return event.sequence();
      }
    }
    return 0;
  }

  private static boolean contains(byte[] text, byte[] part) {
    for (int at = 0; at <= text.length - part.length; at++) {
      if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
