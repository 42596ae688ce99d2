package dev.converge.runtime.signin;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.Issuer;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.Tokens;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The provider that people sign in with: OpenID Connect Core 1.0, authorization code flow, with
/// PKCE (RFC 7636). Thread-safe; blocks for I/O.
public final class OpenIdProvider {
  /// Timeout for responses of the provider.
  private static final int PATIENCE_MILLIS = Math.toIntExact(Duration.ofSeconds(10).toMillis());

  private static final int SERVER_ERROR = 500;

  private final Issuer issuer;
  private final Client client;
  private final Tokens idTokens;

  /// This server, as it is registered with the provider.
  ///
  /// @param id of the client
  /// @param secret of the client, or `null` for a public client
  /// @param scopes to ask for; `openid` is always among them
  public record Client(String id, @Nullable String secret, List<String> scopes) {
    /// Copies the list.
    public Client {
      scopes = List.copyOf(scopes);
    }
  }

  /// @param idTokens checks the issuer's tokens for this client
  public OpenIdProvider(Issuer issuer, Client client, Tokens idTokens) {
    this.issuer = issuer;
    this.client = client;
    this.idTokens = idTokens;
  }

  /// The issuer as in its tokens.
  String issuer() {
    return issuer.name();
  }

  /// The address at which the browser signs in.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the provider cannot be reached
  URI authorization(Attempt attempt) {
    Scope scope = new Scope("openid");
    client.scopes().forEach(scope::add);
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, scope, new ClientID(client.id()), URI.create(attempt.redirectUri()))
        .endpointURI(issuer.metadata().getAuthorizationEndpointURI())
        .state(new State(attempt.state()))
        .nonce(new Nonce(attempt.nonce()))
        .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /// Exchanges a code for an ID token, and checks it.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the provider cannot be reached
  Authenticator.Verdict exchange(String code, Attempt attempt) {
    try {
      HTTPResponse answer = request(code, attempt).send();
      if (answer.getStatusCode() >= SERVER_ERROR) {
        throw unavailable("it answered with status " + answer.getStatusCode(), null);
      }
      TokenResponse response = OIDCTokenResponseParser.parse(answer);
      if (!response.indicatesSuccess()) {
        ErrorObject error = response.toErrorResponse().getErrorObject();
        return refused(error.getCode() + ": " + error.getDescription());
      }
      OIDCTokenResponse tokens = (OIDCTokenResponse) response.toSuccessResponse();
      return idTokens.signIn(
          tokens.getOIDCTokens().getIDTokenString(), client.id(), attempt.nonce());
    } catch (ParseException | IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  private ConvergeException unavailable(String why, @Nullable Exception cause) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "OpenID provider " + issuer.name() + " does not answer: " + why,
        cause);
  }

  private HTTPRequest request(String code, Attempt attempt) {
    OIDCProviderMetadata metadata = issuer.metadata();
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code),
            URI.create(attempt.redirectUri()),
            new CodeVerifier(attempt.verifier()));
    URI endpoint = metadata.getTokenEndpointURI();
    ClientID id = new ClientID(client.id());
    TokenRequest request;
    if (client.secret() == null) {
      request = new TokenRequest(endpoint, id, grant, null);
    } else {
      Secret secret = new Secret(client.secret());
      List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
      boolean basic =
          methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
      request =
          new TokenRequest(
              endpoint,
              basic ? new ClientSecretBasic(id, secret) : new ClientSecretPost(id, secret),
              grant,
              null);
    }
    HTTPRequest http = request.toHTTPRequest();
    http.setConnectTimeout(PATIENCE_MILLIS);
    http.setReadTimeout(PATIENCE_MILLIS);
    http.setFollowRedirects(false);
    return http;
  }

  private static Authenticator.Verdict refused(String reason) {
    return new Authenticator.Verdict.Refused("sign-in: " + Principal.escaped(reason));
  }
}
