package dev.converge.runtime.signin;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.auth.BrowserSessions;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The caller's identity, also without a credential: `GET /api/v1/session`. Signing in and out with
/// a browser: `GET /api/v1/session/signin` and `…/callback`, `DELETE /api/v1/session`.
public final class SessionFeature implements Feature {
  private static final String SESSION = "/api/v1/session";
  private static final String CALLBACK = SESSION + "/callback";
  private static final String OIDC = "oidc";

  private final List<String> methods;
  private final Optional<SignIn> signIn;

  /// @param kinds of credentials that are accepted in headers; empty while authentication is off
  /// @param signIn for browsers; empty if there is none
  public SessionFeature(List<String> kinds, Optional<SignIn> signIn) {
    List<String> all = new ArrayList<>(kinds);
    signIn.ifPresent(_ -> all.add(OIDC));
    this.methods = List.copyOf(all);
    this.signIn = signIn;
  }

  @Override
  public void install(Site site) {
    site.resource(SESSION).get(this::session).withOptionalBody(HttpMethod.DELETE, this::signOut);
    boolean tls = site.settings().tls() != null;
    site.resource(SESSION + "/signin").getBlocking(exchange -> begin(exchange, tls), "then");
    site.resource(CALLBACK).getBlockingOfOthers(this::finish);
  }

  private HttpResponse session(Exchange exchange) {
    CanonicalWriter out = new CanonicalWriter(512);
    out.open().field("auth", methods.isEmpty() ? "off" : "required").field("methods", methods);
    Session session = Session.of(exchange.ctx());
    Optional<Principal> known =
        methods.isEmpty() ? Optional.of(Principal.ANYBODY) : session.principal();
    session.kind().ifPresent(kind -> out.field("credential", kind));
    known.ifPresent(principal -> {
      principal.actor().ifPresent(name -> out.field("principal", name));
      out.field("tenant", principal.tenant());
    });
    out.field("scopes", known.map(principal -> principal.permissions().words()).orElse(List.of()));
    return Responses.json(out.close());
  }

  private SignIn configured() {
    return signIn.orElseThrow(() ->
        new ProblemException(
            ErrorCode.CONFLICT,
            "sign-in with a browser is not configured (expected: the settings auth.oidc.issuer and"
                + " auth.oidc.client_id)"));
  }

  private HttpResponse begin(Exchange exchange, boolean tls) {
    String then = exchange.query("then");
    if (then != null && !SignIn.isPath(then)) {
      throw new ProblemException(
          ErrorCode.MALFORMED,
          "then: "
              + Exchange.shortened(then)
              + " (expected: a path on this server, such as /console/)");
    }
    String callback = (tls ? "https://" : "http://") + exchange.headers().authority() + CALLBACK;
    return redirect(
        configured().begin(callback, then == null ? SignIn.ROOT : then, source(exchange)));
  }

  private HttpResponse finish(Exchange exchange) {
    QueryParams given =
        exchange.ctx().query() == null ? QueryParams.of() : exchange.ctx().queryParams();
    Map<String, String> answer = new LinkedHashMap<>();
    given.forEach(answer::putIfAbsent);
    return redirect(configured().finish(answer, cookie(exchange, SignIn.COOKIE), source(exchange)));
  }

  private static String source(Exchange exchange) {
    return exchange.ctx().remoteAddress().getAddress().getHostAddress();
  }

  private static HttpResponse redirect(SignIn.Next next) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.FOUND)
            .set(HttpHeaderNames.LOCATION, next.location())
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer");
    next.cookies()
        .forEach(cookie -> headers.add(HttpHeaderNames.SET_COOKIE, cookie.toSetCookieHeader()));
    return HttpResponse.of(headers.build());
  }

  private HttpResponse signOut(Exchange exchange, Json.Obj body) {
    BodyFields.requireNone(body);
    ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.NO_CONTENT);
    signIn.ifPresent(it ->
        headers.set(
            HttpHeaderNames.SET_COOKIE,
            it.signOut(cookie(exchange, BrowserSessions.COOKIE)).toSetCookieHeader()));
    return HttpResponse.of(headers.build());
  }

  private static @Nullable String cookie(Exchange exchange, String name) {
    return exchange.headers().cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .findFirst()
        .orElse(null);
  }
}
