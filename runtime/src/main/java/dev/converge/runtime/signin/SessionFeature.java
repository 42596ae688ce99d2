package dev.converge.runtime.signin;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.List;
import java.util.Optional;

/// `GET /api/v1/session`: whether the server requires a credential, which kinds it accepts, and who
/// the caller is. It needs no credential.
public final class SessionFeature implements Feature {
  private static final String SESSION = "/api/v1/session";

  private final List<String> methods;

  /// @param methods how callers can authenticate; empty while authentication is off
  public SessionFeature(List<String> methods) {
    this.methods = List.copyOf(methods);
  }

  @Override
  public void install(Site site) {
    site.resource(SESSION).get(this::session);
  }

  private HttpResponse session(Exchange exchange) {
    CanonicalWriter out = new CanonicalWriter(512);
    out.open().field("auth", methods.isEmpty() ? "off" : "required").field("methods", methods);
    Optional<Principal> known =
        methods.isEmpty() ? Optional.of(Principal.ANYBODY) : Session.of(exchange.ctx()).principal();
    known.ifPresent(principal -> {
      principal.actor().ifPresent(name -> out.field("principal", name));
      out.field("tenant", principal.tenant());
    });
    out.field("scopes", known.map(principal -> principal.permissions().words()).orElse(List.of()));
    return Responses.json(out.close());
  }
}
