package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import dev.converge.testkit.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// People sign in with a real browser at a real OpenID provider. The server is `localhost` and the
/// provider `127.0.0.1`, which are two sites for a browser, as in the world.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignInBrowserTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_AGAIN_NANOS = 10_000_000;
  private static final String SESSION = "fetch('/api/v1/session').then(r => r.text())";

  private ProviderProcess provider;
  private Serving serving;
  private Browser browser;
  private HttpServer evil;
  private String home = "";

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    browser = new Browser(folder.resolve("profile"));
    provider = new ProviderProcess();
    Path secret = Files.writeString(folder.resolve("secret"), "a secret of a test\n");
    Map<String, List<String>> flags = new TreeMap<>();
    flags.put("--port", List.of("0"));
    flags.put("--grace-period", List.of("2s"));
    flags.put("--data", List.of(folder.resolve("data").toString()));
    flags.put("--templates", List.of(HeldJobs.template(folder).toString()));
    flags.put("--auth-enabled", List.of("true"));
    flags.put("--auth-oidc-issuer", List.of(provider.issuer()));
    flags.put("--auth-oidc-client-id", List.of("converge"));
    flags.put("--auth-oidc-client-secret-file", List.of(secret.toString()));
    flags.put("--auth-oidc-scopes", List.of("profile"));
    flags.put("--auth-jwt-scopes-claim", List.of("permissions"));
    flags.put("--auth-jwt-roles-claim", List.of("roles"));
    serving = Serving.start(Config.load(flags, Map.of(), folder), Map.of());
    serving.recover();
    home = serving.url().replace("127.0.0.1", "localhost");
    provider.register(home + "/api/v1/session/callback");
    evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    evil.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] html =
                ("<!doctype html><a href='" + home + "/docs'>a link</a>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
          }
        });
    evil.start();
  }

  @AfterAll
  void close() {
    if (evil != null) {
      evil.stop(0);
    }
    if (serving != null) {
      serving.close();
    }
    if (provider != null) {
      provider.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  /// Signs out here and at the provider.
  @BeforeEach
  void nobody() {
    browser.open(home + "/docs");
    browser.evaluate("fetch('/api/v1/session', {method: 'DELETE'}).then(r => r.status)");
    browser.open(provider.issuer() + "/forget");
  }

  /// Waits while the browser goes from page to page.
  private void until(String expression) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      try {
        last = browser.evaluate("String(!!(" + expression + ")) + ' ' + location.href");
        if (last.startsWith("true ")) {
          return;
        }
      } catch (AssertionError e) {
        // The page was left meanwhile.
        last = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    throw new AssertionError(expression + ": " + last);
  }

  /// Clicks what leads to another page.
  private void follow(String selector) {
    until("document.querySelector('" + selector + "')");
    browser.evaluate("setTimeout(() => document.querySelector('" + selector + "').click(), 0), 0");
  }

  private void at(String address) {
    until("location.href === '" + address + "' && document.readyState === 'complete'");
  }

  private void signIn(String person, String page) {
    browser.open(home + "/api/v1/session/signin?then=/docs");
    until("document.querySelector('input[name=login]')");
    browser.fill("input[name=login]", person);
    browser.fill("input[name=password]", "any");
    follow("button[type=submit]");
    until("document.body.innerText.includes('Authorize')");
    follow("button[type=submit]");
    at(home + page);
  }

  private String submit() {
    return browser.evaluate(
        "fetch('/api/v1/jobs', {method: 'POST', headers: {'content-type': 'application/json'}, body: '"
            + HeldJobs.HELD
            + "'}).then(r => r.json()).then(j => j.job_id)");
  }

  @Test
  void aPersonSignsInWorksAndSignsOut() {
    signIn("auth0|mona", "/docs");
    assertEquals(
        "{\"auth\":\"required\",\"methods\":[\"key\",\"oidc\"],\"credential\":\"session\","
            + "\"principal\":\"auth0|mona\",\"tenant\":\"acme\","
            + "\"scopes\":[\"read\",\"submit\",\"control\",\"decide:boss\"]}",
        browser.evaluate(SESSION));
    assertFalse(browser.evaluate("document.cookie").contains("converge"));
    String job = submit();
    // EventSource cannot send a key; the cookie it sends.
    assertEquals(
        "run_started",
        browser.evaluate(
            "new Promise((ok, no) => { window.source = new EventSource('/api/v1/jobs/"
                + job
                + "/stream?after=0'); source.onerror = no;"
                + " source.addEventListener('run_started', e => ok(JSON.parse(e.data).type)); })"));
    assertTrue(
        browser
            .until(
                "await fetch('/api/v1/jobs/"
                    + job
                    + "').then(r => r.json())"
                    + ".then(j => j.status === 'waiting' && JSON.stringify(j.submitter))")
            .contains("auth0|mona"));
    assertEquals(
        "204",
        browser.evaluate("fetch('/api/v1/session', {method: 'DELETE'}).then(r => r.status)"));
    // The stream that is open ends, and opening it again is refused for good.
    browser.until("source.readyState === EventSource.CLOSED");
    assertEquals(
        "{\"auth\":\"required\",\"methods\":[\"key\",\"oidc\"],\"scopes\":[]}",
        browser.evaluate(SESSION));
    assertEquals("401", browser.evaluate("fetch('/api/v1/jobs').then(r => r.status)"));
  }

  @Test
  void whoseTokenNamesNoTenantIsToldSo() {
    signIn("stranger", "/console/signin?error=not_allowed");
    browser.open(home + "/docs");
    assertFalse(browser.evaluate(SESSION).contains("stranger"));
  }

  @Test
  void aPageOfAnotherSiteCannotUseTheSessionButALinkFromItLeadsToASignedInPage() {
    signIn("auth0|mona", "/docs");
    String job = submit();
    browser.open("http://127.0.0.1:" + evil.getAddress().getPort() + "/");
    for (String method : List.of("GET", "POST")) {
      browser.evaluate(
          "fetch('"
              + home
              + "/api/v1/jobs/"
              + job
              + "/cancel', {method: '"
              + method
              + "', mode: 'no-cors', credentials: 'include'}).then(() => 0, () => 0)");
    }
    browser.evaluate(
        "(f => { f.method = 'POST'; f.target = '_self'; f.action = '"
            + home
            + "/api/v1/jobs/"
            + job
            + "/cancel'; document.body.append(f); setTimeout(() => f.submit(), 0); })(document.createElement('form'))");
    until("location.href.startsWith('" + home + "')");
    browser.open("http://127.0.0.1:" + evil.getAddress().getPort() + "/");
    follow("a");
    at(home + "/docs");
    assertTrue(browser.evaluate(SESSION).contains("auth0|mona"));
    assertEquals(
        "waiting",
        browser.until(
            "await fetch('/api/v1/jobs/"
                + job
                + "').then(r => r.json()).then(j => j.status === 'running' ? '' : j.status)"));
  }
}
