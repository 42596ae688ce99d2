package dev.converge.runtime.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key set in a file, read again when the file changes, so that an issuer can change its keys
/// without a restart. Thread-safe; blocks for I/O.
final class JwkFile implements JWKSource<SecurityContext> {
  static final String WHAT = "key set";
  private static final long MAX_BYTES = 1 << 20;

  private final WatchedContent<JWKSet> content;

  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be read, with `INVALID` if it is not
  ///   a key set or others than its owner can write it
  JwkFile(Path file, InstantSource clock) {
    this.content = new WatchedContent<>(() -> TrustedFile.stamp(file), () -> read(file), clock);
  }

  private static JWKSet read(Path file) {
    try {
      TrustedFile.requireOwnersAlone(WHAT, file);
      if (Files.size(file) > MAX_BYTES) {
        throw wrong(file, "larger than " + MAX_BYTES + " bytes", null);
      }
      return JWKSet.parse(Files.readString(file));
    } catch (IOException e) {
      throw TrustedFile.unreadable(WHAT, file, e);
    } catch (ParseException e) {
      throw wrong(file, Principal.escaped(String.valueOf(e.getMessage())), e);
    }
  }

  private static ConvergeException wrong(Path file, String why, @Nullable Exception cause) {
    return new ConvergeException(
        ErrorCode.INVALID,
        WHAT
            + ": "
            + file
            + " is not a key set: "
            + why
            + " (expected: a JWKS, a JSON object with \"keys\")",
        cause);
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    return selector.select(content.current());
  }
}
