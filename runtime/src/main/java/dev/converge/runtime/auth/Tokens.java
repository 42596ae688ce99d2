package dev.converge.runtime.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets in whoever shows a JSON Web Token (RFC 7519) that an issuer signed for this server: of the
/// right issuer and audience, not expired, with a subject and a tenant. Only signatures with a
/// public key are taken, so that nobody who can read the key set can sign. Thread-safe.
public final class Tokens implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final int CLOCK_SKEW_SECONDS = 60;

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /// What a token must say.
  ///
  /// @param jwks the issuer's keys: a file, or an `https` address that is read when needed and kept
  /// @param issuer that it must name
  /// @param audience that it must name
  /// @param tenantClaim the claim that names the tenant
  /// @param scopes what a token allows
  public record Demands(
      String jwks, String issuer, String audience, String tenantClaim, TokenScopes scopes) {
    /// Tokens that say nothing about scopes.
    public Demands(String jwks, String issuer, String audience, String tenantClaim) {
      this(jwks, issuer, audience, tenantClaim, TokenScopes.NONE);
    }
  }

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final String tenantClaim;
  private final TokenScopes scopes;
  private final Executor threads;

  /// @param threads may block: keys may have to be fetched
  /// @throws IllegalArgumentException if the key set cannot be read
  public Tokens(Demands demands, InstantSource clock, Executor threads) {
    this.tenantClaim = demands.tenantClaim();
    this.scopes = demands.scopes();
    this.threads = threads;
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(demands.jwks())));
    processor.setJWTClaimsSetVerifier(verifier(demands, clock));
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> verifier(
      Demands demands, InstantSource clock) {
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            demands.audience(),
            new JWTClaimsSet.Builder().issuer(demands.issuer()).build(),
            Set.of("sub", "exp", demands.tenantClaim())) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    verifier.setMaxClockSkew(CLOCK_SKEW_SECONDS);
    return verifier;
  }

  private static JWKSource<SecurityContext> keys(String jwks) {
    try {
      if (jwks.startsWith("https://")) {
        return JWKSourceBuilder.create(URI.create(jwks).toURL()).retrying(true).build();
      }
      return new ImmutableJWKSet<>(JWKSet.parse(Files.readString(Path.of(jwks))));
    } catch (IOException | ParseException e) {
      throw new IllegalArgumentException(
          "key set: " + jwks + " cannot be read (expected: a JWKS in a file or at https://…)", e);
    }
  }

  @Override
  public boolean takes(String credential) {
    return credential.startsWith("ey") && !credential.startsWith(ApiKey.PREFIX);
  }

  @Override
  public CompletionStage<Optional<Principal>> authenticate(String credential) {
    return CompletableFuture.supplyAsync(() -> Optional.ofNullable(principal(credential)), threads);
  }

  private @Nullable Principal principal(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return new Principal(
          claims.getStringClaim(tenantClaim), claims.getSubject(), scopes.of(claims));
    } catch (BadJOSEException | ParseException | IllegalArgumentException e) {
      LOG.debug("a token was refused: {}", e.getMessage());
    } catch (JOSEException e) {
      LOG.warn("a token could not be checked: {}", e.getMessage());
    }
    return null;
  }
}
