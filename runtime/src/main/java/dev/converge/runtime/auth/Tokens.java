package dev.converge.runtime.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Authenticates callers with a JSON Web Token (RFC 7519) that an issuer signed for this server:
/// with the right issuer and audience, not expired, with a subject and a tenant. Only signatures
/// with a public key are accepted, so that reading the key set does not allow anybody to sign.
/// Thread-safe.
public final class Tokens implements Authenticator {
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

  /// Types that a token can name: none, `JWT`, or the type of RFC 9068 for access tokens.
  private static final @Nullable JOSEObjectType[] TYPES = {
    null, JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt")
  };

  /// The requirements for a token.
  ///
  /// @param issuer that it must name
  /// @param audience that it must name
  /// @param tenantClaim the claim that names the tenant
  /// @param scopes what a token allows
  public record Demands(String issuer, String audience, String tenantClaim, TokenScopes scopes) {
    /// Tokens without scopes.
    public Demands(String issuer, String audience, String tenantClaim) {
      this(issuer, audience, tenantClaim, TokenScopes.NONE);
    }
  }

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final String tenantClaim;
  private final TokenScopes scopes;
  private final Executor threads;

  /// @param tokenKeys of the issuer
  /// @param threads can block, because keys may have to be fetched
  public Tokens(TokenKeys tokenKeys, Demands demands, InstantSource clock, Executor threads) {
    JWKSource<SecurityContext> keys = tokenKeys.source();
    this.tenantClaim = demands.tenantClaim();
    this.scopes = demands.scopes();
    this.threads = threads;
    processor.setJWSKeySelector(
        EdDsa.selector(keys, new JWSVerificationKeySelector<>(ALGORITHMS, keys)));
    processor.setJWSVerifierFactory(new EdDsa.Verifiers());
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPES));
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

  @Override
  public boolean takes(String credential) {
    return credential.startsWith("ey") && !credential.startsWith(ApiKey.PREFIX);
  }

  @Override
  public String kind() {
    return "token";
  }

  @Override
  public CompletionStage<Verdict> authenticate(String credential) {
    return CompletableFuture.supplyAsync(() -> judge(credential), threads);
  }

  /// Checks the ID token of a sign-in (OpenID Connect Core 1.0, section 3.1.3.7). Blocks for I/O.
  ///
  /// @param clientId that the token must be for, possibly among others
  /// @param nonce that the sign-in started with
  public Verdict signIn(String token, String clientId, String nonce) {
    return judge(
        token,
        claims -> {
          String party = claims.getStringClaim("azp");
          if (!nonce.equals(claims.getStringClaim("nonce"))) {
            return Optional.of("the nonce does not match this sign-in");
          }
          return party == null || party.equals(clientId)
              ? Optional.empty()
              : Optional.of("it is for " + party);
        });
  }

  private Verdict judge(String token) {
    return judge(token, _ -> Optional.empty());
  }

  /// Checks for further reasons to refuse a token.
  private interface Check {
    Optional<String> problem(JWTClaimsSet claims) throws ParseException;
  }

  private Verdict judge(String token, Check more) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      Optional<String> problem = more.problem(claims);
      if (problem.isPresent()) {
        return refused(problem.get());
      }
      String tenant = claims.getStringClaim(tenantClaim);
      if (tenant == null) {
        return refused("no claim " + tenantClaim);
      }
      return new Verdict.LetIn(new Principal(tenant, claims.getSubject(), scopes.of(claims)));
    } catch (BadJOSEException | ParseException | IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    } catch (JOSEException e) {
      return refused("it could not be checked: " + e.getMessage());
    }
  }

  /// The reason quotes the token, which anybody can write.
  private static Verdict refused(String reason) {
    return new Verdict.Refused("token: " + Principal.escaped(reason));
  }
}
