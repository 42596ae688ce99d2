package dev.converge.runtime.auth;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the credential of a request: a key or token in a header, or the cookie of a browser.
///
/// @param inHeaders for credentials in headers
/// @param inCookies for [BrowserSessions#COOKIE], or `null` if cookies are ignored
record Credentials(List<Authenticator> inHeaders, @Nullable Authenticator inCookies) {
  private static final String API_KEY = "x-api-key";
  private static final String BEARER = "bearer ";

  /// Maximum length of a credential, in characters; longer credentials are invalid.
  private static final int MAX_CREDENTIAL = 8_192;

  Credentials {
    inHeaders = List.copyOf(inHeaders);
  }

  /// The credential of a request.
  ///
  /// @param judge checks it, or `null` if its form is unknown
  /// @param byCookie whether a browser sent it automatically
  record Presented(String text, @Nullable Authenticator judge, boolean byCookie) {}

  boolean off() {
    return inHeaders.isEmpty() && inCookies == null;
  }

  Optional<Presented> of(RequestHeaders headers) {
    String text = header(headers);
    if (text != null) {
      Authenticator judge =
          inHeaders.stream().filter(one -> one.takes(text)).findFirst().orElse(null);
      return Optional.of(new Presented(text, judge, false));
    }
    return inCookies == null
        ? Optional.empty()
        : cookie(headers, BrowserSessions.COOKIE)
            .map(value -> new Presented(value, inCookies, true));
  }

  private static @Nullable String header(RequestHeaders headers) {
    String key = headers.get(API_KEY);
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (key == null
        && authorization != null
        && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      key = authorization.substring(BEARER.length()).strip();
    }
    return key == null || key.length() > MAX_CREDENTIAL ? null : key;
  }

  private static Optional<String> cookie(RequestHeaders headers, String name) {
    return headers.cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .filter(value -> value.length() <= MAX_CREDENTIAL)
        .findFirst();
  }
}
