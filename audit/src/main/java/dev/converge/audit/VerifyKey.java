package dev.converge.audit;

import dev.converge.core.json.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// An Ed25519 public key (RFC 8032). Immutable.
///
/// @param hex its 32 bytes as 64 hexadecimal digits in lowercase
public record VerifyKey(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /// The prefix of the 32 bytes in a SubjectPublicKeyInfo (RFC 8410).
  private static final String SPKI_PREFIX = "302a300506032b6570032100";

  /// Checks the form.
  ///
  /// @throws IllegalArgumentException if the form is wrong
  public VerifyKey {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "public key: " + hex + " (expected: 64 hexadecimal digits in lower case)");
    }
  }

  /// Reads a key from its PEM form or its 64 hexadecimal digits.
  ///
  /// @throws IllegalArgumentException if the text is neither
  public static VerifyKey parse(String text) {
    String bare = text.strip();
    if (!bare.startsWith("-----")) {
      return new VerifyKey(bare);
    }
    String spki = HexFormat.of().formatHex(Pem.decode("PUBLIC KEY", bare));
    if (!spki.startsWith(SPKI_PREFIX) || spki.length() != SPKI_PREFIX.length() + 64) {
      throw new IllegalArgumentException("public key: another kind (expected: Ed25519)");
    }
    return new VerifyKey(spki.substring(SPKI_PREFIX.length()));
  }

  static VerifyKey of(PublicKey key) {
    String spki = HexFormat.of().formatHex(key.getEncoded());
    return new VerifyKey(spki.substring(SPKI_PREFIX.length()));
  }

  /// SHA-256 of its 32 bytes, which identifies it.
  public String id() {
    return Digest.sha256(HexFormat.of().parseHex(hex));
  }

  /// The key in PEM form.
  public String pem() {
    return Pem.encode("PUBLIC KEY", HexFormat.of().parseHex(SPKI_PREFIX + hex));
  }

  /// Whether a signature over a message was made with this key's private half.
  boolean verifies(byte[] message, byte[] signature) {
    try {
      byte[] spki = HexFormat.of().parseHex(SPKI_PREFIX + hex);
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      // Not a point of the curve, or not a valid form of signature: not made with this key.
      return false;
    }
  }

  /// PEM (RFC 7468) with exactly one block.
  static final class Pem {
    private Pem() {}

    static String encode(String label, byte[] der) {
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    static byte[] decode(String label, String text) {
      String begin = "-----BEGIN " + label + "-----";
      String end = "-----END " + label + "-----";
      int from = text.indexOf(begin);
      int to = text.indexOf(end);
      if (from < 0 || to < from) {
        throw new IllegalArgumentException(
            "key: no PEM of a " + label + " (expected: " + begin + ")");
      }
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to).strip());
    }
  }
}
