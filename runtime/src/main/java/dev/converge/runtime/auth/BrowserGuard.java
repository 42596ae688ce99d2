package dev.converge.runtime.auth;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of other sites from using a server on the reader's own machine.
///
/// A page whose name resolves to a loopback address sends that name as `Host`, so without
/// authentication only requests for known names and IP addresses are answered. A page of another
/// origin can send a request without reading the response, so requests that change something are
/// refused if the browser says that they come from another origin.
final class BrowserGuard extends SimpleDecoratingHttpService {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern IP_ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.%]+]");
  private static final int MAX_SHOWN = 100;

  private final @Nullable Set<String> hosts;
  private final Set<String> origins;

  /// @param hosts allowed names besides those of loopback, in lower case; `null` for all
  /// @param origins allowed origins of other sites
  BrowserGuard(HttpService delegate, @Nullable Set<String> hosts, Set<String> origins) {
    super(delegate);
    this.hosts = hosts;
    this.origins = origins;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    RequestHeaders headers = request.headers();
    requireKnownHost(headers.authority());
    if (!safe(request.method())) {
      requireOwnOrigin(headers);
    }
    return unwrap().serve(ctx, request);
  }

  private void requireKnownHost(@Nullable String authority) {
    if (hosts == null) {
      return;
    }
    String name = authority == null ? "" : name(authority);
    if (!LOOPBACK_NAMES.contains(name)
        && !hosts.contains(name)
        && !IP_ADDRESS.matcher(name).matches()) {
      throw new ProblemException(
          ErrorCode.MISDIRECTED,
          "Host \""
              + shown(name)
              + "\" is not a name of this server (expected: localhost, an IP address, or a name in"
              + " the setting http.hosts)");
    }
  }

  /// The name of an authority, without its port.
  private static String name(String authority) {
    int port = authority.lastIndexOf(':');
    boolean hasPort = port > authority.lastIndexOf(']');
    String name = hasPort ? authority.substring(0, port) : authority;
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private void requireOwnOrigin(RequestHeaders headers) {
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origins.contains("*") || (origin != null && origins.contains(origin))) {
      return;
    }
    String site = headers.get("sec-fetch-site");
    boolean own =
        site == null
            ? origin == null || sameAuthority(origin, headers.authority())
            : site.equals("same-origin") || site.equals("none");
    if (!own) {
      throw new ProblemException(
          ErrorCode.FORBIDDEN,
          "origin "
              + shown(origin == null ? "of another site" : origin)
              + " is not allowed to change anything (expected: the server's own origin, or one in"
              + " the setting cors.origins)");
    }
  }

  private static boolean sameAuthority(String origin, @Nullable String authority) {
    try {
      String own = URI.create(origin).getRawAuthority();
      return own != null && own.equalsIgnoreCase(authority);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Whether requests with a method change nothing.
  static boolean safe(HttpMethod method) {
    return method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS;
  }

  private static String shown(String text) {
    return Shortened.of(text, MAX_SHOWN);
  }
}
