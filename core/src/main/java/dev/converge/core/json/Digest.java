package dev.converge.core.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 (FIPS 180-4) as lower-case hexadecimal text.
public final class Digest {
  private static final HexFormat HEX = HexFormat.of();

  private Digest() {}

  /// The digest of these bytes, 64 hexadecimal digits.
  public static String sha256(byte[]... parts) {
    MessageDigest digest = algorithm();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return HEX.formatHex(digest.digest());
  }

  /// The digest of a value's canonical form.
  public static String of(Json value) {
    return sha256(new CanonicalWriter().value(value).bytes());
  }

  /// The digest of a text's UTF-8 form.
  public static String of(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest algorithm() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
