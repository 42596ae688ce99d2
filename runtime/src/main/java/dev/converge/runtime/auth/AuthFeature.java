package dev.converge.runtime.auth;

import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Authenticates every caller, over every transport, and limits their requests. Without
/// authenticators, everybody is [Principal#ANYBODY].
public final class AuthFeature implements Feature {
  /// Public paths: probes, and pages without anybody's data.
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

  /// Says whether a credential is required, also to callers without one.
  private static final String SESSION = "/api/v1/session";

  private static final String CONSOLE = "/console/";
  private static final String METRICS = "/metrics";

  private final Credentials credentials;
  private final RequestLimits limits;
  private final InstantSource clock;
  private final boolean metricsOpen;
  private final Refusals refusals;

  /// Admits callers that one of the authenticators accepts, within the limits.
  ///
  /// @param metricsOpen whether `/metrics` is public
  public AuthFeature(
      List<Authenticator> authenticators,
      RequestLimits limits,
      InstantSource clock,
      boolean metricsOpen) {
    this(authenticators, limits, clock, metricsOpen, Refusals.untold());
  }

  /// Also counts refused credentials.
  ///
  /// @param metricsOpen whether `/metrics` is public
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

  /// Also admits browsers with the cookie of their session.
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
