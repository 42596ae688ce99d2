package dev.converge.runtime.server;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/// The certificate and the key of a server, from their files.
final class TlsFiles {
  private TlsFiles() {}

  /// Reads both.
  ///
  /// @throws ConvergeException with `INVALID` if one of them cannot be read or is not what it
  ///   should be, or if they do not belong together
  static TlsKeyPair read(ServerSettings.Tls tls) {
    requireFile("tls.certificate", tls.certificates());
    requireFile("tls.key", tls.key());
    TlsKeyPair pair;
    try {
      pair = TlsKeyPair.of(tls.key().toFile(), tls.certificates().toFile());
    } catch (IllegalArgumentException e) {
      throw wrong(
          "tls.certificate "
              + tls.certificates()
              + " and tls.key "
              + tls.key()
              + ": "
              + cause(e)
              + " (expected: a certificate chain and its key without a password, both in PEM)",
          e);
    }
    if (differ(pair.privateKey(), pair.certificateChain().getFirst().getPublicKey())) {
      throw wrong(
          "tls.key "
              + tls.key()
              + " is not the key of the first certificate in tls.certificate "
              + tls.certificates()
              + " (expected: its key)",
          null);
    }
    return pair;
  }

  private static void requireFile(String setting, Path file) {
    String why =
        !Files.exists(file)
            ? "no such file"
            : !Files.isRegularFile(file)
                ? "not a file"
                : !Files.isReadable(file) ? "access is denied" : null;
    if (why != null) {
      throw wrong(setting + ": " + file + ": " + why + " (expected: a PEM file)", null);
    }
  }

  private static String cause(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage()).lines().findFirst().orElse("");
  }

  /// Whether two keys surely do not belong together; of kinds that are not known here, TLS says so.
  private static boolean differ(PrivateKey own, PublicKey certified) {
    if (own instanceof RSAPrivateKey one && certified instanceof RSAPublicKey other) {
      return !one.getModulus().equals(other.getModulus());
    }
    return !own.getAlgorithm().equals(certified.getAlgorithm())
        && (own instanceof ECPrivateKey
            || own instanceof RSAPrivateKey
            || certified instanceof ECPublicKey
            || certified instanceof RSAPublicKey);
  }

  private static ConvergeException wrong(String message, @Nullable Exception cause) {
    return new ConvergeException(ErrorCode.INVALID, message, cause);
  }
}
