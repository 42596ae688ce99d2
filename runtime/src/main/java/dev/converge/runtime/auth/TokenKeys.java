package dev.converge.runtime.auth;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// The keys that verify the tokens of an issuer.
public final class TokenKeys {
  /// How long a fetched key set is used, if no token names a key that is not in it.
  static final Duration KEEP = Duration.ofMinutes(5);

  /// How long a key set stays in use while its address does not respond.
  static final Duration OUTAGE = Duration.ofHours(1);

  /// Timeout for the response of the address.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Minimum time between two fetches because of tokens that name unknown keys. Anybody can send
  /// such tokens.
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

  private static final int MAX_BYTES = 1 << 20;

  private final JWKSource<SecurityContext> source;

  private TokenKeys(JWKSource<SecurityContext> source) {
    this.source = source;
  }

  JWKSource<SecurityContext> source() {
    return source;
  }

  /// The keys named in the discovery document of an issuer.
  public static TokenKeys of(Issuer issuer) {
    return new TokenKeys(issuer);
  }

  /// The key set in a file, or at an `https` address.
  ///
  /// @throws ConvergeException with `INVALID` or `UNAVAILABLE` if there is no such key set
  public static TokenKeys at(String jwks, InstantSource clock) {
    if (!jwks.contains("://")) {
      return new TokenKeys(new JwkFile(Path.of(jwks), clock));
    }
    try {
      URI address = new URI(jwks);
      if ("https".equals(address.getScheme()) && address.getHost() != null) {
        return new TokenKeys(fetched(address.toURL()));
      }
    } catch (URISyntaxException | MalformedURLException | IllegalArgumentException _) {
      // Reported below.
    }
    throw new ConvergeException(
        ErrorCode.INVALID,
        "key set: "
            + Principal.escaped(jwks)
            + " is not an address that keys can be fetched from (expected: https://HOST/… or a"
            + " file)");
  }

  /// The key set at an address: fetched when it is needed, again before it expires, and at once if
  /// a token names a key that it does not contain.
  static JWKSource<SecurityContext> fetched(URL address) {
    int patience = Math.toIntExact(PATIENCE.toMillis());
    return JWKSourceBuilder.create(
            address, new DefaultResourceRetriever(patience, patience, MAX_BYTES))
        .cache(KEEP.toMillis(), 2L * patience)
        .rateLimited(BETWEEN_FETCHES.toMillis())
        .retrying(true)
        .outageTolerant(OUTAGE.toMillis())
        .build();
  }
}
