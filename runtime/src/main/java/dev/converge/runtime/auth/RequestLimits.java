package dev.converge.runtime.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Limits the requests of each principal and each tenant. Thread-safe.
public final class RequestLimits {
  private final Allowance each;
  private final Allowance tenants;

  /// The limits; 0 for none.
  ///
  /// @param requests per second of a principal
  /// @param concurrent requests and streams of a principal
  /// @param tenantRequests per second of a tenant
  /// @param tenantConcurrent requests and streams of a tenant
  public RequestLimits(int requests, int concurrent, int tenantRequests, int tenantConcurrent) {
    each = new Allowance(requests, concurrent);
    tenants = new Allowance(tenantRequests, tenantConcurrent);
  }

  /// Without limits.
  public static RequestLimits none() {
    return new RequestLimits(0, 0, 0, 0);
  }

  boolean unlimited() {
    return each.unlimited() && tenants.unlimited();
  }

  /// Admits a request, or says how long to wait; see [#leave].
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
