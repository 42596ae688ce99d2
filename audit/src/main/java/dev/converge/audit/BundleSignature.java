package dev.converge.audit;

import dev.converge.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// The signature of a bundle's manifest.
///
/// @param key public half of the key that created it
/// @param signature 64 bytes as 128 hexadecimal digits
record BundleSignature(VerifyKey key, String signature) {
  static BundleSignature of(byte[] manifest, SigningKey key) {
    return new BundleSignature(key.publicKey(), HexFormat.of().formatHex(key.sign(manifest)));
  }

  byte[] bytes() {
    return Json.object()
        .put("algorithm", "Ed25519")
        .put("key_id", key.id())
        .put("public_key", key.hex())
        .put("signature", signature)
        .build()
        .canonical()
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a signature back.
  ///
  /// @throws IllegalArgumentException if the bytes are not a signature, or not in canonical form
  static BundleSignature read(byte[] bytes) {
    Json.Obj json = BundleJson.object(bytes);
    BundleSignature read =
        new BundleSignature(
            new VerifyKey(RunTotals.text(json, "public_key")), RunTotals.text(json, "signature"));
    String hex = read.signature;
    boolean wellFormed =
        hex.length() == 128 && hex.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    if (!wellFormed || !Arrays.equals(read.bytes(), bytes)) {
      throw new IllegalArgumentException(
          "not the canonical form of an Ed25519 signature with the id of its key (expected: it)");
    }
    return read;
  }

  boolean covers(byte[] manifest) {
    return key.verifies(manifest, HexFormat.of().parseHex(signature));
  }
}
