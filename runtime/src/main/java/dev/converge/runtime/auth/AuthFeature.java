package dev.converge.runtime.auth;

import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Asks everybody who they are, over every transport, and how much they ask. Without authenticators
/// everybody is [Principal#ANYBODY].
public final class AuthFeature implements Feature {
  /// Paths that anybody may see: probes, and pages that hold nothing of anybody.
  private static final Set<String> OPEN =
      Set.of(
          "/",
          "/api/v1/schemas/wiring.json",
          "/api/v1/session/callback",
          "/api/v1/session/signin",
          "/docs",
          "/favicon.ico",
          "/health",
          "/openapi.yaml",
          "/ready",
          "/grpc.health.v1.Health/Check",
          "/grpc.health.v1.Health/Watch");

  /// Says whether a credential is required, to callers without one too.
  private static final String SESSION = "/api/v1/session";

  private static final String CONSOLE = "/console/";
  private static final String METRICS = "/metrics";

  private final Credentials credentials;
  private final RequestLimits limits;
  private final InstantSource clock;
  private final boolean metricsOpen;
  private final Refusals refusals;

  /// Lets in whom one of the authenticators knows, as often as the limits allow.
  ///
  /// @param metricsOpen whether `/metrics` is for anybody
  public AuthFeature(
      List<Authenticator> authenticators,
      RequestLimits limits,
      InstantSource clock,
      boolean metricsOpen) {
    this(authenticators, limits, clock, metricsOpen, Refusals.untold());
  }

  /// The same, and tells of credentials that are refused.
  ///
  /// @param metricsOpen whether `/metrics` is for anybody
  public AuthFeature(
      List<Authenticator> authenticators,
      RequestLimits limits,
      InstantSource clock,
      boolean metricsOpen,
      Refusals refusals) {
    this(new Credentials(authenticators, null), limits, clock, metricsOpen, refusals);
  }

  private AuthFeature(
      Credentials credentials,
      RequestLimits limits,
      InstantSource clock,
      boolean metricsOpen,
      Refusals refusals) {
    this.refusals = refusals;
    this.credentials = credentials;
    this.limits = limits;
    this.clock = clock;
    this.metricsOpen = metricsOpen;
  }

  /// The same, and lets in browsers by the cookie of their session.
  public AuthFeature withSessions(BrowserSessions sessions) {
    return new AuthFeature(
        new Credentials(credentials.inHeaders(), sessions), limits, clock, metricsOpen, refusals);
  }

  @Override
  public void install(Site site) {
    if (credentials.off() && limits.unlimited()) {
      return;
    }
    Predicate<String> open =
        path ->
            OPEN.contains(path)
                || path.startsWith(CONSOLE)
                || (metricsOpen && path.equals(METRICS));
    Slowdown slowdown = new Slowdown(clock);
    site.builder()
        .decorator(service ->
            new Admission(
                service, credentials, limits, refusals, slowdown, clock, open, SESSION::equals));
  }
}
