package dev.converge.cli.serve;

import dev.converge.cli.config.Config;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.runtime.auth.ApiKeys;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.BrowserGuardFeature;
import dev.converge.runtime.auth.BrowserSessions;
import dev.converge.runtime.auth.CookieSeal;
import dev.converge.runtime.auth.Issuer;
import dev.converge.runtime.auth.KeptKeyRing;
import dev.converge.runtime.auth.KeyFile;
import dev.converge.runtime.auth.KeyFileTrail;
import dev.converge.runtime.auth.KeySource;
import dev.converge.runtime.auth.Refusals;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.auth.StoredKeys;
import dev.converge.runtime.auth.TokenKeys;
import dev.converge.runtime.auth.Tokens;
import dev.converge.runtime.operations.admin.KeyRing;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.signin.OpenIdProvider;
import dev.converge.runtime.signin.SessionFeature;
import dev.converge.runtime.signin.SignIn;
import dev.converge.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is let in by a server: API keys, tokens, browsers, and how much each may ask.
final class AccessControl {
  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);
  private static final String SESSION_KEY = "session.key";
  private static final String ENDED_SESSIONS = "ended-sessions";

  private final Config.Access access;
  private final Path data;
  private final Host host;
  private final Map<String, Issuer> issuers = new HashMap<>();

  /// @param data folder of the server
  AccessControl(Config.Access access, Path data, Host host) {
    this.access = access;
    this.data = data;
    this.host = host;
  }

  /// The API keys that can be changed; empty while authentication is off.
  ///
  /// @param features gets what records changes that are made without the server
  Optional<KeyRing> keyRing(Store store, List<Feature> features) {
    if (!access.enabled()) {
      return Optional.empty();
    }
    KeyFile file = new KeyFile(access.keys());
    KeyFileTrail trail =
        new KeyFileTrail(file, store.adminLog(), host.clock(), store.keys().isPresent());
    features.add(trail);
    return Optional.of(new KeptKeyRing(keys(store), new SecureRandom(), host.clock(), trail));
  }

  /// The API keys: those in the file, and those in the database if it keeps any.
  private KeySource keys(Store store) {
    KeyFile file = new KeyFile(access.keys());
    return store.keys().<KeySource>map(stored -> new StoredKeys(stored, file)).orElse(file);
  }

  /// What stands before every request, and what tells callers who they are.
  ///
  /// @param metricsPublic whether anybody may read the metrics
  /// @param refused counts the kinds of credentials that are refused
  List<Feature> features(
      Store store, ServerSettings server, boolean metricsPublic, Consumer<String> refused) {
    List<Authenticator> authenticators = authenticators(store);
    Config.Rates rates = access.rates();
    Refusals refusals = new Refusals(host.timers(), refused);
    AuthFeature auth =
        new AuthFeature(
            authenticators,
            new RequestLimits(
                rates.requests(),
                rates.concurrent(),
                rates.tenantRequests(),
                rates.tenantConcurrent()),
            host.steady(),
            metricsPublic,
            refusals);
    Optional<SignIn> signIn = Optional.empty();
    Config.Oidc oidc = access.enabled() ? access.oidc() : null;
    if (oidc != null) {
      CookieSeal seal = CookieSeal.ofFile(data.resolve(SESSION_KEY));
      BrowserSessions sessions =
          new BrowserSessions(
              seal, data.resolve(ENDED_SESSIONS), oidc.session(), new SecureRandom(), host.clock());
      auth = auth.withSessions(sessions);
      signIn = Optional.of(signIn(oidc, sessions, seal, refusals));
    }
    return List.of(
        new SessionFeature(authenticators.stream().map(Authenticator::kind).toList(), signIn),
        auth,
        browserGuard(server));
  }

  private Feature browserGuard(ServerSettings server) {
    if (access.enabled()) {
      return BrowserGuardFeature.anyHost(server.corsOrigins());
    }
    List<String> hosts = new ArrayList<>(access.hosts());
    hosts.add(server.host());
    return BrowserGuardFeature.knownHosts(hosts, server.corsOrigins());
  }

  /// None while authentication is off.
  private List<Authenticator> authenticators(Store store) {
    if (!access.enabled()) {
      return List.of();
    }
    List<Authenticator> authenticators = new ArrayList<>();
    KeySource apiKeys = keys(store);
    authenticators.add(new ApiKeys(apiKeys, host.clock(), host.executor()));
    Config.Jwt jwt = access.jwt();
    if (jwt != null) {
      String jwks = jwt.jwks();
      TokenKeys keys =
          jwks == null ? TokenKeys.of(issuer(jwt.issuer())) : TokenKeys.at(jwks, host.clock());
      authenticators.add(
          tokens(
              keys,
              new Tokens.Demands(jwt.issuer(), jwt.audience(), jwt.tenantClaim(), jwt.scopes())));
    }
    if (jwt == null && access.oidc() == null && apiKeys.read().isEmpty()) {
      LOG.warn(
          "no API key exists, so every request is refused (expected: at least one key, see"
              + " `converge keys create`)");
    }
    return authenticators;
  }

  private Tokens tokens(TokenKeys keys, Tokens.Demands demands) {
    return new Tokens(keys, demands, host.clock(), host.executor());
  }

  private Issuer issuer(String name) {
    return issuers.computeIfAbsent(name, it -> new Issuer(it, host.clock()));
  }

  private SignIn signIn(
      Config.Oidc oidc, BrowserSessions sessions, CookieSeal seal, Refusals refusals) {
    Issuer issuer = issuer(oidc.issuer());
    Tokens idTokens =
        tokens(
            TokenKeys.of(issuer),
            new Tokens.Demands(oidc.issuer(), oidc.clientId(), oidc.tenantClaim(), oidc.scopes()));
    OpenIdProvider.Client client =
        new OpenIdProvider.Client(
            oidc.clientId(), secret(oidc.clientSecret()), oidc.requestedScopes());
    return new SignIn(
        new OpenIdProvider(issuer, client, idTokens),
        sessions,
        seal,
        host.clock(),
        oidc.redirectUri(),
        refusals);
  }

  private static @Nullable String secret(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    try {
      String secret = Files.readString(file).strip();
      if (!secret.isEmpty()) {
        return secret;
      }
      throw new ConvergeException(
          ErrorCode.INVALID, "client secret: " + file + " is empty (expected: one line)");
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "client secret: " + file + " cannot be read: " + e.getMessage(),
          e);
    }
  }
}
