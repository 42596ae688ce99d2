package dev.converge.temporal;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;

/// Certificates of a connection to Temporal.
final class Certificates {
  private Certificates() {}

  /// @throws ConvergeException with `INVALID` if a file cannot be used
  static SslContext context(TemporalSettings settings) {
    SslContextBuilder builder = GrpcSslContexts.forClient();
    try {
      Path trusted = settings.certificates();
      if (trusted != null) {
        builder.trustManager(trusted.toFile());
      }
      Path certificate = settings.clientCertificate();
      Path key = settings.clientKey();
      if (certificate != null && key != null) {
        builder.keyManager(certificate.toFile(), key.toFile());
      }
      return builder.build();
    } catch (IOException | IllegalArgumentException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "temporal: the certificates cannot be used: "
              + e.getMessage()
              + " (expected: files in PEM, keys in PKCS#8)",
          e);
    }
  }
}
