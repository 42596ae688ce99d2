package dev.converge.runtime.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Verifies tokens signed with Ed25519 (RFC 8037) with the JDK, because the JOSE library would need
/// another library for this.
final class EdDsa {
  private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA);

  /// The prefix of the 32 bytes of an Ed25519 key in X.509 (RFC 8410).
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  private EdDsa() {}

  /// Selects Ed25519 keys for tokens that name EdDSA, and leaves other tokens to another selector.
  static JWSKeySelector<SecurityContext> selector(
      JWKSource<SecurityContext> keys, JWSKeySelector<SecurityContext> others) {
    return (header, context) -> {
      if (!ALGORITHMS.contains(header.getAlgorithm())) {
        return others.selectJWSKeys(header, context);
      }
      List<Key> found = new ArrayList<>();
      for (JWK key : keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), context)) {
        if (key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
          found.add(publicKey(pair.getX().decode()));
        }
      }
      return found;
    };
  }

  private static Key publicKey(byte[] x) {
    if (x.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "Ed25519 key: " + x.length + " bytes (expected: " + KEY_BYTES + ")");
    }
    byte[] encoded = new byte[X509_PREFIX.length + KEY_BYTES];
    System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
    System.arraycopy(x, 0, encoded, X509_PREFIX.length, KEY_BYTES);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("Ed25519 key: not a point of the curve", e);
    }
  }

  /// Creates verifiers for Ed25519 keys, and the library's verifiers for all others.
  static final class Verifiers extends DefaultJWSVerifierFactory {
    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      Set<JWSAlgorithm> all = new java.util.LinkedHashSet<>(super.supportedJWSAlgorithms());
      all.addAll(ALGORITHMS);
      return all;
    }

    @Override
    public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
      return ALGORITHMS.contains(header.getAlgorithm()) && key instanceof EdECPublicKey edKey
          ? new Verifier(edKey)
          : super.createJWSVerifier(header, key);
    }
  }

  private static final class Verifier extends BaseJWSProvider implements JWSVerifier {
    private final EdECPublicKey key;

    Verifier(EdECPublicKey key) {
      super(ALGORITHMS);
      this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, @Nullable Base64URL signature)
        throws JOSEException {
      // A critical header that is not understood here makes the token invalid (RFC 7515, 4.1.11).
      if (header.getCriticalParams() != null || signature == null) {
        return false;
      }
      try {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(signed);
        return ed25519.verify(signature.decode());
      } catch (java.security.SignatureException _) {
        return false;
      } catch (GeneralSecurityException e) {
        throw new JOSEException(e.getMessage(), e);
      }
    }
  }
}
