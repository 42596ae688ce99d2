package dev.converge.runtime.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.BrowserSessions;
import dev.converge.runtime.auth.CookieSeal;
import dev.converge.runtime.auth.Issuer;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.Refusals;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.auth.SpeakingCredentials;
import dev.converge.runtime.auth.TokenKeys;
import dev.converge.runtime.auth.Tokens;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.contract.SetClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a sign-in refuses. With a real provider and a real browser it is tested in `cli`.
final class SignInTest {
  private static final Feature WHO =
      site ->
          site.resource("/api/v1/jobs")
              .get(exchange -> HttpResponse.of(Principal.of(exchange.ctx()).toString()))
              .withOptionalBody(
                  com.linecorp.armeria.common.HttpMethod.POST, (_, _) -> HttpResponse.of(200));

  @TempDir private Path folder = Path.of("");
  private final FakeProvider provider = new FakeProvider();
  private final SetClock clock = new SetClock(Instant.now());
  private final HttpClient client = HttpClient.newHttpClient();
  private ConvergeServer server;

  @BeforeEach
  void start() {
    server = server();
  }

  private ConvergeServer server() {
    Issuer issuer = new Issuer(provider.issuer(), clock);
    Tokens tokens =
        new Tokens(
            TokenKeys.of(issuer),
            new Tokens.Demands(provider.issuer(), FakeProvider.CLIENT, "tenant"),
            clock,
            Runnable::run);
    CookieSeal seal = CookieSeal.ofFile(folder.resolve("session.key"));
    BrowserSessions sessions =
        new BrowserSessions(
            seal, folder.resolve("ended"), Duration.ofHours(8), new SecureRandom(), clock);
    OpenIdProvider.Client us = new OpenIdProvider.Client(FakeProvider.CLIENT, null, List.of());
    SignIn signIn =
        new SignIn(
            new OpenIdProvider(issuer, us, tokens), sessions, seal, clock, null, Refusals.untold());
    return ConvergeServer.start(
        ServerSettings.DEFAULT.at("127.0.0.1", 0),
        List.of(
            WHO,
            new SessionFeature(List.of("key"), Optional.of(signIn)),
            new AuthFeature(List.of(new SpeakingCredentials()), RequestLimits.none(), clock, false)
                .withSessions(sessions)));
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
    client.close();
  }

  private java.net.http.HttpResponse<String> send(
      String method, String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    try {
      java.net.http.HttpResponse<String> answer =
          client.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString());
      if (!path.equals("/api/v1/jobs")) {
        ContractCheck.check(
            method,
            path,
            answer.statusCode(),
            answer.headers().firstValue("content-type"),
            answer.body());
      }
      return answer;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String location(java.net.http.HttpResponse<String> answer) {
    assertEquals(302, answer.statusCode(), answer.body());
    return answer.headers().firstValue("location").orElseThrow();
  }

  /// A cookie that an answer sets, with its value alone.
  private static String cookie(java.net.http.HttpResponse<String> answer, String name) {
    return answer.headers().allValues("set-cookie").stream()
        .filter(set -> set.startsWith(name + "="))
        .map(set -> set.split(";", -1)[0])
        .findFirst()
        .orElseThrow(() -> new AssertionError(answer.headers().map().toString()));
  }

  private static Map<String, String> query(String address) {
    Map<String, String> found = new TreeMap<>();
    for (String pair : URI.create(address).getQuery().split("&", -1)) {
      found.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return found;
  }

  /// A sign-in that has begun: the parameters for the provider, and the cookie.
  private record Begun(Map<String, String> asked, String cookie) {}

  private Begun begin() {
    var begun = send("GET", "/api/v1/session/signin?then=/console/jobs", Map.of());
    assertTrue(location(begun).startsWith(provider.issuer() + "/auth?"), location(begun));
    return new Begun(query(location(begun)), cookie(begun, SignIn.COOKIE));
  }

  private java.net.http.HttpResponse<String> finish(Begun begun, @Nullable String cookie) {
    return send(
        "GET",
        "/api/v1/session/callback?code="
            + begun.asked().get("nonce")
            + "&state="
            + begun.asked().get("state")
            + "&session_state=whatever",
        cookie == null ? Map.of() : Map.of("cookie", cookie));
  }

  private String signedIn() {
    Begun begun = begin();
    return cookie(finish(begun, begun.cookie()), BrowserSessions.COOKIE);
  }

  private static void assertFailed(String error, java.net.http.HttpResponse<String> answer) {
    assertEquals("../../../console/signin?error=" + error, location(answer));
    assertTrue(
        answer.headers().allValues("set-cookie").stream()
            .noneMatch(set -> set.startsWith(BrowserSessions.COOKIE + "=")));
  }

  @Test
  void aPersonIsSentToTheProviderWithProofKeyStateAndNonceAndComesBackSignedIn() {
    Begun begun = begin();
    assertEquals("S256", begun.asked().get("code_challenge_method"));
    assertEquals("code", begun.asked().get("response_type"));
    assertEquals(
        "http://127.0.0.1:" + server.port() + "/api/v1/session/callback",
        begun.asked().get("redirect_uri"));
    var answer = finish(begun, begun.cookie());
    assertEquals("/console/jobs", location(answer));
    assertTrue(provider.lastRequest().getOrDefault("code_verifier", "").length() >= 43);
    String set =
        answer.headers().allValues("set-cookie").stream()
            .filter(it -> it.startsWith(BrowserSessions.COOKIE + "="))
            .findFirst()
            .orElseThrow();
    for (String attribute :
        List.of("Max-Age=28800", "Path=/", "Secure", "HTTPOnly", "SameSite=Strict")) {
      assertTrue(set.contains("; " + attribute), set);
    }
    assertFalse(set.contains("Domain"), set);
    assertFalse(set.contains("mona"), set);
    String cookie = cookie(answer, BrowserSessions.COOKIE);
    Json.Obj session = Fixture.json(send("GET", "/api/v1/session", Map.of("cookie", cookie)));
    assertEquals("auth0|mona", Fixture.text(session, "principal"));
    assertEquals("acme", Fixture.text(session, "tenant"));
    assertEquals("session", Fixture.text(session, "credential"));
  }

  @Test
  void anAnswerThatBelongsToNoSignInOfThisBrowserIsRefused() {
    Begun begun = begin();
    assertFailed("expired", finish(begun, null));
    assertFailed("expired", finish(begun, begin().cookie()));
    assertFailed("expired", finish(begun, begun.cookie() + "x"));
    // A session is not a sign-in, although the same key sealed both.
    assertFailed(
        "expired",
        finish(begun, SignIn.COOKIE + signedIn().substring(BrowserSessions.COOKIE.length())));
    clock.move(SignIn.PATIENCE);
    assertFailed("expired", finish(begun, begun.cookie()));
  }

  @Test
  void anAnswerOfAnotherIssuerOrWithoutACodeIsRefused() {
    Begun begun = begin();
    String state = "?state=" + begun.asked().get("state");
    Map<String, String> cookie = Map.of("cookie", begun.cookie());
    assertFailed(
        "denied",
        send(
            "GET",
            "/api/v1/session/callback" + state + "&code=x&iss=https://evil.example",
            cookie));
    assertFailed(
        "denied", send("GET", "/api/v1/session/callback" + state + "&error=access_denied", cookie));
  }

  @Test
  void anIdTokenThatIsNotForThisSignInIsRefused() {
    Begun begun = begin();
    String path = "/api/v1/session/callback?code=other&state=" + begun.asked().get("state");
    assertFailed("not_allowed", send("GET", path, Map.of("cookie", begun.cookie())));
    provider.changing(claims -> claims.audience("another"));
    assertFailed("not_allowed", finish(begun, begun.cookie()));
    provider.changing(
        claims -> claims.audience(List.of(FakeProvider.CLIENT, "x")).claim("azp", "x"));
    assertFailed("not_allowed", finish(begun, begun.cookie()));
    provider.changing(claims -> claims.claim("tenant", null));
    assertFailed("not_allowed", finish(begun, begun.cookie()));
    provider.changing(claims -> claims.issuer("https://evil.example"));
    assertFailed("not_allowed", finish(begun, begun.cookie()));
  }

  @Test
  void aPathOfAnotherSiteIsNotShownAfterwards() {
    for (String then :
        List.of("//evil.example", "/%5Cevil.example", "https://evil.example", "x", "")) {
      assertEquals(
          400, send("GET", "/api/v1/session/signin?then=" + then, Map.of()).statusCode(), then);
    }
  }

  @Test
  void aProviderThatCannotBeReachedIsAskedAgainLater() {
    provider.down(true);
    assertFailed("unavailable", send("GET", "/api/v1/session/signin", Map.of()));
    assertFailed("unavailable", send("GET", "/api/v1/session/signin", Map.of()));
    assertEquals(1, provider.discoveries());
    provider.down(false);
    clock.move(Duration.ofSeconds(10));
    Begun begun = begin();
    provider.down(true);
    assertFailed("unavailable", finish(begun, begun.cookie()));
  }

  @Test
  void withACookieOnlyAPageOfThisServerChangesAnything() {
    String cookie = signedIn();
    assertEquals(200, send("GET", "/api/v1/jobs", Map.of("cookie", cookie)).statusCode());
    for (String site : List.of("cross-site", "same-site", "none")) {
      assertEquals(
          403,
          send("POST", "/api/v1/jobs", Map.of("cookie", cookie, "sec-fetch-site", site))
              .statusCode(),
          site);
    }
    assertEquals(403, send("POST", "/api/v1/jobs", Map.of("cookie", cookie)).statusCode());
    assertEquals(403, send("DELETE", "/api/v1/session", Map.of("cookie", cookie)).statusCode());
    assertEquals(
        200,
        send("POST", "/api/v1/jobs", Map.of("cookie", cookie, "sec-fetch-site", "same-origin"))
            .statusCode());
  }

  @Test
  void aSessionEndsWhenItsTimeIsUp() {
    String cookie = signedIn();
    clock.move(Duration.ofHours(8));
    assertEquals(401, send("GET", "/api/v1/jobs", Map.of("cookie", cookie)).statusCode());
    Json.Obj session = Fixture.json(send("GET", "/api/v1/session", Map.of("cookie", cookie)));
    assertTrue(session.get("principal").isEmpty());
  }

  @Test
  void whoSignsOutIsSignedOutForEveryCopyOfTheCookieAndAfterARestart() {
    String cookie = signedIn();
    String other = signedIn();
    var gone =
        send(
            "DELETE", "/api/v1/session", Map.of("cookie", cookie, "sec-fetch-site", "same-origin"));
    assertEquals(204, gone.statusCode());
    assertEquals(BrowserSessions.COOKIE + "=", cookie(gone, BrowserSessions.COOKIE));
    assertEquals(401, send("GET", "/api/v1/jobs", Map.of("cookie", cookie)).statusCode());
    server.close();
    server = server();
    assertEquals(401, send("GET", "/api/v1/jobs", Map.of("cookie", cookie)).statusCode());
    assertEquals(200, send("GET", "/api/v1/jobs", Map.of("cookie", other)).statusCode());
  }

  private static String refusal(Path key) {
    return String.valueOf(
        assertThrows(ConvergeException.class, () -> CookieSeal.ofFile(key)).getMessage());
  }

  @Test
  void aSessionKeyThatOthersCanReadOrThatIsNoneIsRefused() throws Exception {
    Path file = folder.resolve("session.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    String mode = refusal(file);
    assertTrue(mode.contains("has mode rw-r-----"), mode);
    Files.delete(file);
    Files.writeString(file, "too short");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String none = refusal(file);
    assertTrue(none.contains("is not a key (expected: 32 bytes in base64url"), none);
  }

  @Test
  void aCookieThatWasChangedIsRefused() {
    String cookie = signedIn();
    for (int at : List.of(BrowserSessions.COOKIE.length() + 5, cookie.length() - 5)) {
      char other = cookie.charAt(at) == 'A' ? 'B' : 'A';
      String changed = cookie.substring(0, at) + other + cookie.substring(at + 1);
      assertEquals(401, send("GET", "/api/v1/jobs", Map.of("cookie", changed)).statusCode());
    }
  }
}
