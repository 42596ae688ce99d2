package dev.converge.runtime.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An OpenID provider that is configured by its issuer only. Everything else is in its discovery
/// document (OpenID Connect Discovery 1.0), which is read when it is first needed and then once an
/// hour. While it cannot be read, the previous one stays in use. Thread-safe. Blocks for I/O.
public final class Issuer implements JWKSource<SecurityContext> {
  /// How long a discovery document is used.
  static final Duration KEEP = Duration.ofHours(1);

  /// Minimum time between two attempts to read it.
  static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);

  private static final int PATIENCE_MILLIS = Math.toIntExact(TokenKeys.PATIENCE.toMillis());
  private static final Logger LOG = LoggerFactory.getLogger(Issuer.class);

  private final com.nimbusds.oauth2.sdk.id.Issuer issuer;
  private final InstantSource clock;
  private @Nullable OIDCProviderMetadata metadata;
  private @Nullable JWKSource<SecurityContext> keys;
  private @Nullable URI keysAt;
  private @Nullable ConvergeException failure;
  private Instant triedAt = Instant.MIN;

  /// Does not read anything yet.
  ///
  /// @param issuer as in its tokens
  public Issuer(String issuer, InstantSource clock) {
    this.issuer = new com.nimbusds.oauth2.sdk.id.Issuer(issuer);
    this.clock = clock;
  }

  /// The issuer as in its tokens.
  public String name() {
    return issuer.getValue();
  }

  /// The content of the discovery document.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it was never read and cannot be read now
  public synchronized OIDCProviderMetadata metadata() {
    Instant now = clock.instant();
    OIDCProviderMetadata known = metadata;
    boolean due = failure != null || known == null || !now.isBefore(triedAt.plus(KEEP));
    if (due && !now.isBefore(triedAt.plus(BETWEEN_ATTEMPTS))) {
      triedAt = now;
      known = read(known);
    }
    if (known == null) {
      throw failure == null ? unavailable("not read yet", null) : failure;
    }
    return known;
  }

  private @Nullable OIDCProviderMetadata read(@Nullable OIDCProviderMetadata known) {
    try {
      OIDCProviderMetadata found =
          OIDCProviderMetadata.resolve(issuer, PATIENCE_MILLIS, PATIENCE_MILLIS);
      metadata = found;
      failure = null;
      return found;
    } catch (GeneralException | IOException | IllegalArgumentException e) {
      ConvergeException told = unavailable(Principal.escaped(String.valueOf(e.getMessage())), e);
      if (failure == null) {
        LOG.warn("{}", told.getMessage());
      }
      failure = told;
      return known;
    }
  }

  private ConvergeException unavailable(String why, @Nullable Exception cause) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "OpenID provider "
            + Principal.escaped(name())
            + " cannot be read: "
            + why
            + " (expected: its discovery document at ISSUER/.well-known/openid-configuration)",
        cause);
  }

  private synchronized JWKSource<SecurityContext> keys() throws KeySourceException {
    try {
      URI now = metadata().getJWKSetURI();
      JWKSource<SecurityContext> known = keys;
      if (known == null || !now.equals(keysAt)) {
        known = TokenKeys.fetched(now.toURL());
        keys = known;
        keysAt = now;
      }
      return known;
    } catch (ConvergeException | MalformedURLException | IllegalArgumentException e) {
      throw new KeySourceException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    return keys().get(selector, context);
  }
}
