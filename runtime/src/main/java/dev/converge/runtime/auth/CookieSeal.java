package dev.converge.runtime.auth;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;

/// Seals the content of a cookie, so that the browser can neither read nor change it: JSON Web
/// Encryption (RFC 7516) with AES-256-GCM. A value that was sealed for one purpose cannot be opened
/// for another. Thread-safe.
public final class CookieSeal {
  private static final String WHAT = "session key";
  private static final int KEY_BYTES = 32;
  private static final EncryptionMethod METHOD = EncryptionMethod.A256GCM;

  private final byte[] key;

  private CookieSeal(byte[] key) {
    this.key = key.clone();
  }

  /// With a key that exists only in this process.
  public static CookieSeal ofProcess() {
    return new CookieSeal(fresh());
  }

  /// With the key in a file, which is created if it is missing. Servers that share the file accept
  /// each other's cookies.
  ///
  /// @throws ConvergeException with `INVALID` if the file does not contain such a key or others
  ///   than its owner can read it, with `UNAVAILABLE` if it cannot be read or created
  public static CookieSeal ofFile(Path file) {
    try {
      if (!Files.exists(file)) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(fresh()) + "\n";
        TrustedFile.replace(file, text.getBytes(StandardCharsets.US_ASCII));
      }
      TrustedFile.requirePrivate(WHAT, file);
      byte[] key =
          Base64.getUrlDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
      if (key.length == KEY_BYTES) {
        return new CookieSeal(key);
      }
    } catch (IllegalArgumentException _) {
      // Reported below.
    } catch (IOException e) {
      throw TrustedFile.unreadable(WHAT, file, e);
    }
    throw new ConvergeException(
        ErrorCode.INVALID,
        WHAT
            + ": "
            + file
            + " is not a key (expected: "
            + KEY_BYTES
            + " bytes in base64url; delete the file to create a new key, which signs out all"
            + " users)");
  }

  private static byte[] fresh() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /// Seals a value.
  public String seal(String purpose, Json.Obj value) {
    try {
      JWEObject sealed =
          new JWEObject(
              new JWEHeader.Builder(JWEAlgorithm.DIR, METHOD)
                  .type(new JOSEObjectType(purpose))
                  .compressionAlgorithm(CompressionAlgorithm.DEF)
                  .build(),
              new Payload(value.canonical()));
      sealed.encrypt(new DirectEncrypter(key));
      return sealed.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has AES-256-GCM", e);
    }
  }

  /// The value that was sealed for a purpose; empty if there is none.
  public Optional<Json.Obj> open(String purpose, String sealed) {
    try {
      JWEObject parsed = JWEObject.parse(sealed);
      if (!new JOSEObjectType(purpose).equals(parsed.getHeader().getType())) {
        return Optional.empty();
      }
      parsed.decrypt(new DirectDecrypter(key));
      return Json.parse(parsed.getPayload().toString()) instanceof Json.Obj value
          ? Optional.of(value)
          : Optional.empty();
    } catch (ParseException | JOSEException | JsonException | IllegalStateException _) {
      return Optional.empty();
    }
  }
}
