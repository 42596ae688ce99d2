package dev.converge.runtime.signin;

import com.linecorp.armeria.common.Cookie;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.BrowserSessions;
import dev.converge.runtime.auth.CookieSeal;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.Refusals;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Signs people in with a browser, from the first redirect to the cookie of their session, and out
/// again. Thread-safe; blocks for I/O.
public final class SignIn {
  /// From the paths of a sign-in to the root of the server, even behind a proxy that adds a prefix.
  static final String ROOT = "../../../";

  /// The page that starts a sign-in, and that shows why one failed.
  private static final String PAGE = ROOT + "console/signin";

  /// The cookie of a started sign-in. It must be sent with the redirect of the provider, which is
  /// another site, so it is `Lax`.
  static final String COOKIE = "__Host-converge-signin";

  /// Maximum time at the provider.
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /// Maximum number of concurrent code exchanges. Anyone can return from a sign-in, so this bounds
  /// the load on the provider.
  static final int MAX_EXCHANGES = 16;

  private static final String KIND = "signin";
  private static final String PURPOSE = "converge-signin";
  private static final Pattern PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,1999}");

  private final OpenIdProvider provider;
  private final BrowserSessions sessions;
  private final CookieSeal seal;
  private final InstantSource clock;
  private final @Nullable String redirectUri;
  private final Refusals refusals;
  private final Semaphore exchanges = new Semaphore(MAX_EXCHANGES);

  /// @param redirectUri where the provider sends browsers, as registered there; `null` for this
  ///   server under the browser's address
  /// @param refusals notified of failed sign-ins
  public SignIn(
      OpenIdProvider provider,
      BrowserSessions sessions,
      CookieSeal seal,
      InstantSource clock,
      @Nullable String redirectUri,
      Refusals refusals) {
    this.refusals = refusals;
    this.provider = provider;
    this.sessions = sessions;
    this.seal = seal;
    this.clock = clock;
    this.redirectUri = redirectUri;
  }

  /// The next address for the browser.
  ///
  /// @param location an address, or a path from the browser's point of view
  /// @param cookies to set
  record Next(String location, List<Cookie> cookies) {
    Next {
      cookies = List.copyOf(cookies);
    }
  }

  /// Why a sign-in failed: the `error` parameter of the page.
  private enum Failure {
    /// The person or the provider refused.
    DENIED,
    /// It took too long, started in another browser, or another sign-in started meanwhile.
    EXPIRED,
    /// The provider knows the person, but the person is not allowed to use this server.
    NOT_ALLOWED,
    /// The provider cannot be reached.
    UNAVAILABLE;

    String page() {
      return PAGE + "?error=" + EnumWord.of(this);
    }
  }

  /// Whether a text is a path of this server that can be shown after a sign-in.
  static boolean isPath(String then) {
    return PATH.matcher(then).matches();
  }

  /// Starts a sign-in.
  ///
  /// @param callback the address of the callback from the browser's point of view
  /// @param then path to show afterwards, from the browser's point of view
  /// @param source address of the request
  Next begin(String callback, String then, String source) {
    Attempt attempt =
        Attempt.begin(
            redirectUri == null ? callback : redirectUri, then, clock.instant().plus(PATIENCE));
    try {
      return new Next(
          provider.authorization(attempt).toString(),
          List.of(cookie(COOKIE, seal.seal(PURPOSE, attempt.json()), PATIENCE, "Lax")));
    } catch (ConvergeException e) {
      return failed(Failure.UNAVAILABLE, String.valueOf(e.getMessage()), source);
    }
  }

  /// Ends a sign-in: the provider has sent the browser back.
  ///
  /// @param answer the parameters added by the provider
  /// @param cookie the value of [#COOKIE], or `null`
  /// @param source address of the request
  Next finish(Map<String, String> answer, @Nullable String cookie, String source) {
    Optional<Attempt> begun =
        cookie == null ? Optional.empty() : seal.open(PURPOSE, cookie).map(Attempt::of);
    if (begun.isEmpty() || !clock.instant().isBefore(begun.get().expiresAt())) {
      return failed(Failure.EXPIRED, "the browser has no open sign-in", source);
    }
    Attempt attempt = begun.get();
    if (!same(attempt.state(), answer.getOrDefault("state", ""))) {
      return failed(
          Failure.EXPIRED, "the state does not match the sign-in of this browser", source);
    }
    // RFC 9207: a response of another provider must not be mistaken for one of this.
    if (!provider.issuer().equals(answer.getOrDefault("iss", provider.issuer()))) {
      return failed(Failure.DENIED, "the answer is from another issuer", source);
    }
    String code = answer.get("code");
    if (code == null || code.isEmpty()) {
      return failed(Failure.DENIED, answer.getOrDefault("error", "no code"), source);
    }
    if (!exchanges.tryAcquire()) {
      return failed(Failure.UNAVAILABLE, "too many sign-ins at a time", source);
    }
    try {
      return signedIn(provider.exchange(code, attempt), attempt.then(), source);
    } catch (ConvergeException e) {
      return failed(Failure.UNAVAILABLE, String.valueOf(e.getMessage()), source);
    } finally {
      exchanges.release();
    }
  }

  private Next signedIn(Authenticator.Verdict verdict, String then, String source) {
    return switch (verdict) {
      case Authenticator.Verdict.Refused(var reason) -> failed(Failure.NOT_ALLOWED, reason, source);
      case Authenticator.Verdict.LetIn(var principal) -> session(principal, then, source);
    };
  }

  private Next session(Principal principal, String then, String source) {
    try {
      Cookie session =
          cookie(BrowserSessions.COOKIE, sessions.begin(principal), sessions.lifetime(), "Strict");
      return new Next(then, List.of(session, gone(COOKIE, "Lax")));
    } catch (ConvergeException e) {
      return failed(Failure.NOT_ALLOWED, String.valueOf(e.getMessage()), source);
    }
  }

  private Next failed(Failure failure, String reason, String source) {
    refusals.refused(KIND, source, "sign-in failed: " + Principal.escaped(reason));
    return new Next(failure.page(), List.of(gone(COOKIE, "Lax")));
  }

  /// Signs out: ends the session for every copy of its cookie.
  ///
  /// @param cookie the value of the session cookie, or `null`
  /// @return a cookie that removes it from the browser
  /// @throws ConvergeException with `UNAVAILABLE` if that cannot be stored
  Cookie signOut(@Nullable String cookie) {
    if (cookie != null) {
      sessions.end(cookie);
    }
    return gone(BrowserSessions.COOKIE, "Strict");
  }

  private static Cookie gone(String name, String sameSite) {
    return cookie(name, "", Duration.ZERO, sameSite);
  }

  private static Cookie cookie(String name, String value, Duration age, String sameSite) {
    return Cookie.secureBuilder(name, value)
        .path("/")
        .httpOnly(true)
        .maxAge(age.toSeconds())
        .sameSite(sameSite)
        .build();
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
