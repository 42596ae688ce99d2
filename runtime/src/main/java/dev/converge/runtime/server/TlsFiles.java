package dev.converge.runtime.server;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the certificate and key of a server, and the authorities for those of clients, from files.
final class TlsFiles {
  /// Signed to check whether a key belongs to a certificate.
  private static final byte[] PROBE = "converge".getBytes(StandardCharsets.US_ASCII);

  private TlsFiles() {}

  /// Reads both.
  ///
  /// @throws ConvergeException with `INVALID` if one of them cannot be read or is invalid, or if
  ///   they do not belong together
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

  /// Whether two keys certainly do not belong together; for unknown kinds, TLS reports it.
  private static boolean differ(PrivateKey own, PublicKey certified) {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519" -> "Ed25519";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(own);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return !signature.verify(signed);
    } catch (InvalidKeyException | SignatureException _) {
      return true;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /// Reads the certificates of the authorities for clients.
  ///
  /// @throws ConvergeException with `INVALID` if the file cannot be read or contains none
  static List<X509Certificate> authorities(Path file) {
    requireFile("tls.client_ca", file);
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException | CertificateException e) {
      throw wrong(
          "tls.client_ca " + file + ": " + cause(e) + " (expected: certificates in PEM)", e);
    }
    throw wrong("tls.client_ca " + file + ": no certificate (expected: certificates in PEM)", null);
  }

  private static ConvergeException wrong(String message, @Nullable Exception cause) {
    return new ConvergeException(ErrorCode.INVALID, message, cause);
  }
}
