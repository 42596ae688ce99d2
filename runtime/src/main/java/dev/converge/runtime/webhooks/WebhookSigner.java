package dev.converge.runtime.webhooks;

import dev.converge.audit.SigningKey;
import dev.converge.runtime.operations.webhook.WebhookReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests according to Standard Webhooks: with the webhook's secret, and with the key of
/// the server. Thread-safe.
///
/// @param key of the server
public record WebhookSigner(SigningKey key) {
  private static final String MAC = "HmacSHA256";

  /// The server's public key in the form of Standard Webhooks.
  public String publicKey() {
    return "whpk_" + base64(HexFormat.of().parseHex(key.publicKey().hex()));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// The header `webhook-signature`.
  ///
  /// @param secret of the webhook; empty for none
  String signature(String secret, String id, long timestamp, byte[] body) {
    byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[start.length + body.length];
    System.arraycopy(start, 0, message, 0, start.length);
    System.arraycopy(body, 0, message, start.length, body.length);
    String ours = "v1a," + base64(key.sign(message));
    return WebhookReader.secret(secret)
        .map(bytes -> "v1," + base64(hmac(bytes, message)) + " " + ours)
        .orElse(ours);
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret, MAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }
}
