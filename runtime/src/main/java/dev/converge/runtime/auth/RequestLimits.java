package dev.converge.runtime.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How much each principal and each tenant may ask. Thread-safe.
public final class RequestLimits {
  private final Allowance each;
  private final Allowance tenants;

  /// Limits; 0 is none.
  ///
  /// @param requests a second, of one principal
  /// @param concurrent requests and streams of one principal, at a time
  /// @param tenantRequests a second, of one tenant
  /// @param tenantConcurrent requests and streams of one tenant, at a time
  public RequestLimits(int requests, int concurrent, int tenantRequests, int tenantConcurrent) {
    each = new Allowance(requests, concurrent);
    tenants = new Allowance(tenantRequests, tenantConcurrent);
  }

  /// Nobody is limited.
  public static RequestLimits none() {
    return new RequestLimits(0, 0, 0, 0);
  }

  boolean unlimited() {
    return each.unlimited() && tenants.unlimited();
  }

  /// Takes a request in, or says how long to wait; see [#leave].
  Optional<Duration> enter(Principal principal, Instant now) {
    Optional<Duration> wait = each.enter(caller(principal), now);
    if (wait.isPresent()) {
      return wait;
    }
    wait = tenants.enter(principal.tenant(), now);
    if (wait.isPresent()) {
      each.leave(caller(principal));
    }
    return wait;
  }

  void leave(Principal principal) {
    each.leave(caller(principal));
    tenants.leave(principal.tenant());
  }

  private static String caller(Principal principal) {
    return principal.tenant() + "/" + principal.actor().orElse("");
  }
}
