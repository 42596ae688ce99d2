package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.run.RunObserver;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.Browser;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The page at `/`, as the server sends it, in a real browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsolePageTest {
  private static final String MESSAGE = "document.getElementById('message').textContent";
  private static final String STATE = "document.getElementById('state').textContent";
  private static final String APPROVE = "#proposals button";

  /// Follows the network: what is answered after this request was asked for before it.
  private static final String TWENTY_REQUESTS =
      "(async () => { for (let i = 0; i < 20; i++) await (await fetch('health')).text(); })()";

  private Browser browser;

  @SuppressWarnings("NullAway.Init") // set at the beginning of each test
  private Fixture server;

  /// Credentials that say themselves whom they stand for: `ann/scope scope`.
  private static final class Speaking implements Authenticator {
    @Override
    public boolean takes(String credential) {
      return true;
    }

    @Override
    public String kind() {
      return "test";
    }

    @Override
    public CompletionStage<Verdict> authenticate(String credential) {
      int slash = credential.indexOf('/');
      if (slash < 0) {
        return CompletableFuture.completedFuture(new Verdict.Refused("unknown"));
      }
      Permissions may = Permissions.of(List.of(credential.substring(slash + 1).split(" ")));
      Principal principal = new Principal("default", credential.substring(0, slash), may);
      return CompletableFuture.completedFuture(new Verdict.LetIn(principal));
    }
  }

  @BeforeAll
  void open(@TempDir Path profile) {
    browser = new Browser(profile);
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void stop() {
    browser.open("about:blank");
    server.close();
  }

  private void withoutAuthentication() {
    server = new Fixture();
  }

  private void withAuthentication() {
    server =
        new Fixture(
            ServerSettings.DEFAULT,
            RunObserver.none(),
            List.of(
                new AuthFeature(
                    List.of(new Speaking()), RequestLimits.none(), InstantSource.system(), false)));
  }

  private String page(String job) {
    return server.uri("/") + (job.isEmpty() ? "" : "#" + job);
  }

  private String submit(String template, String credential) {
    return Fixture.text(
        Fixture.json(
            server.send(
                server
                    .request("/api/v1/jobs")
                    .header("authorization", "Bearer " + credential)
                    .header("content-type", "application/json")
                    .POST(
                        java.net.http.HttpRequest.BodyPublishers.ofString(Fixture.job(template))))),
        "job_id");
  }

  /// How often the page asked for the stream of a job.
  private String streams(String job) {
    return browser.evaluate(
        "performance.getEntriesByType('resource').filter(r => r.name.includes('"
            + job
            + "/stream')).length");
  }

  @Test
  void theStateOfAJobEndsWithTheChoiceOfAnotherAndARefusedStreamIsNotAskedAgain() {
    withoutAuthentication();
    String job = server.submit("gate");
    browser.open(page(job));
    browser.until(STATE + ".startsWith('waiting')");
    browser.evaluate("setTimeout = (real => (f, ms) => real(f, 0))(setTimeout); 0");
    browser.evaluate("location.hash = 'job_none'");
    browser.until(MESSAGE);
    assertTrue(browser.text("#message").contains("not found"), browser.text("#message"));
    assertEquals("", browser.text("#state"));
    assertEquals("true", browser.evaluate("document.getElementById('people').hidden"));
    browser.evaluate(TWENTY_REQUESTS);
    assertEquals("1", streams("job_none"));
    browser.evaluate("location.hash = '" + job + "'");
    browser.until(STATE + ".startsWith('waiting')");
    assertEquals("", browser.text("#message"));
  }

  @Test
  void theAddressNamesTheChosenJob() {
    withoutAuthentication();
    String job = server.submit("chain");
    browser.open(page(""));
    browser.click("button.job");
    browser.until(STATE + ".startsWith('converged')");
    assertEquals("#" + job, browser.evaluate("location.hash"));
    browser.open("about:blank");
    browser.open(page(job));
    browser.until(STATE + ".startsWith('converged')");
    assertEquals(job, browser.text("#run-title"));
    assertEquals("4", browser.evaluate("document.querySelectorAll('#facts li').length"));
    String title = browser.evaluate("document.querySelector('#events time').title");
    assertTrue(title.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"), title);
    assertFalse(browser.text("#events time").contains("T"), browser.text("#events time"));
  }

  @Test
  void aJobIsSubmittedAndFollowed() {
    withoutAuthentication();
    browser.open(page(""));
    browser.until("document.getElementById('template').options.length");
    browser.evaluate("document.getElementById('template').append(new Option('chain')); 0");
    browser.fill("#template", "chain");
    browser.fill("#seeds", "seed:1 = the beginning");
    browser.click("#submit button");
    browser.until(STATE + ".startsWith('converged')");
    assertEquals(
        "#"
            + browser.evaluate(
                "document.querySelector('button.job[aria-current=true]').dataset.id"),
        browser.evaluate("location.hash"));
  }

  @Test
  void nothingCanBeDecidedOnARunThatIsFinal() {
    withoutAuthentication();
    String job = server.submit("gate");
    browser.open(page(job));
    browser.until("document.querySelector('" + APPROVE + "')");
    server.post("/api/v1/jobs/" + job + "/cancel", "{}");
    browser.until(STATE + ".startsWith('cancelled')");
    assertEquals("0", browser.evaluate("document.querySelectorAll('" + APPROVE + "').length"));
    browser.open("about:blank");
    browser.open(page(job));
    browser.until(STATE + ".startsWith('cancelled')");
    browser.evaluate(TWENTY_REQUESTS);
    assertEquals("0", browser.evaluate("document.querySelectorAll('" + APPROVE + "').length"));
    assertEquals("true", browser.evaluate("document.getElementById('people').hidden"));
    assertEquals("true", browser.evaluate("document.getElementById('controls').hidden"));
  }

  @Test
  void aDecisionNeedsANameWhichIsShownAsNotVerified() {
    withoutAuthentication();
    browser.open(page(server.submit("gate")));
    browser.click(APPROVE);
    browser.until(MESSAGE);
    assertTrue(browser.text("#message").startsWith("Enter your name"), browser.text("#message"));
    assertTrue(browser.text("#actor-note").contains("not verified"));
    browser.fill("#actor", "Jürgen");
    browser.click(APPROVE);
    browser.until(STATE + ".startsWith('converged')");
    assertTrue(browser.text("#events").contains("Jürgen (name not verified)"));
    assertEquals("", browser.text("#message"));
  }

  @Test
  void withAKeyTheNameComesFromItAndTwoPeopleApproveWhatTwoMust() {
    withAuthentication();
    String job = submit("two", "ann/submit");
    browser.open(page(job));
    browser.until(MESSAGE);
    assertEquals("Enter an API key or token.", browser.text("#message"));
    browser.fill("#key", "nobody");
    browser.until(MESSAGE + ".includes('does not accept')");
    decide("ann/read decide:boss");
    browser.until(MESSAGE + ".startsWith('Not allowed: ')");
    assertTrue(browser.text("#message").contains("submitted"), browser.text("#message"));
    decide("bob/read decide:clerk");
    browser.until(MESSAGE + ".includes('boss')");
    decide("bob/read");
    browser.until(MESSAGE + ".includes('missing scope')");
    decide("bob/read decide:boss");
    browser.until("document.getElementById('proposals').textContent.includes('1 missing')");
    assertTrue(browser.text("#proposals").contains("approved by bob"), browser.text("#proposals"));
    assertEquals("true", browser.evaluate("document.getElementById('actor-label').hidden"));
    decide("eve/read decide:boss");
    browser.until(STATE + ".startsWith('converged')");
    assertTrue(browser.text("#about-job").contains("by ann"), browser.text("#about-job"));
    assertFalse(browser.text("#events").contains("not verified"));
    assertEquals(
        "0 ", browser.evaluate("localStorage.length + ' ' + document.cookie"), "where keys are");
  }

  private void decide(String credential) {
    browser.fill("#key", credential);
    browser.until("document.querySelector('" + APPROVE + "') && !(" + MESSAGE + ")");
    browser.click(APPROVE);
  }

  @Test
  void aStreamThatBreaksGoesOnAfterItsLastEventWithTheKey() {
    withAuthentication();
    String job = submit("chain", "ann/submit");
    browser.open(page(""));
    browser.until(MESSAGE);
    browser.evaluate(
        """
        setTimeout = (real => (f, ms) => real(f, 0))(setTimeout);
        asked = [];
        fetch = (real => async (path, options) => {
          const response = await real(path, options);
          if (!path.endsWith('/stream')) return response;
          asked.push(options.headers['Last-Event-ID']);
          if (asked.length > 1) return response;
          const text = await response.text();
          const cut = text.indexOf('id: 4\\n');
          return new Response(text.slice(0, cut + 20));
        })(fetch);
        0
        """);
    browser.fill("#key", "ann/read");
    browser.until("document.querySelector('button.job')");
    browser.click("button.job");
    browser.until(STATE + ".startsWith('converged')");
    assertEquals("0,3", browser.evaluate("asked.join()"));
    assertEquals("4", browser.evaluate("document.querySelectorAll('#facts li').length"));
    assertEquals("#" + job, browser.evaluate("location.hash"));
  }
}
