package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.run.RunObserver;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.Browser;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The console, as the server sends it, in a real browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsolePageTest {
  private static final int STEPS = "long".equals(System.getProperty("converge.tests")) ? 1000 : 40;

  /// Credentials that were good and are no longer.
  private static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();

  /// The status in the head of a job's page.
  private static final String STATUS =
      "(document.querySelector('main .status') ?? {textContent: ''}).textContent";

  private static final String MAIN = "document.querySelector('main').textContent";

  /// Keeps what the browser complains about: violated policies and errors of scripts.
  private static final String LISTEN =
      """
      window.complaints = [];
      addEventListener('securitypolicyviolation', e => complaints.push('policy: ' + e.violatedDirective));
      addEventListener('error', e => complaints.push('error: ' + e.message));
      addEventListener('unhandledrejection', e => complaints.push('rejection: ' + e.reason));
      """;

  /// Follows the network: what is answered after this request was asked for before it.
  private static final String TWENTY_REQUESTS =
      "(async () => { for (let i = 0; i < 20; i++) await (await fetch('/health')).text(); })()";

  private Browser browser;

  @SuppressWarnings("NullAway.Init") // set at the beginning of each test
  private Fixture server;

  /// Credentials that say themselves whom they stand for: `ann/scope scope`, or with another tenant
  /// than the default one `acme:ann/scope`.
  private static final class Speaking implements Authenticator {
    @Override
    public boolean takes(String credential) {
      return true;
    }

    @Override
    public String kind() {
      return "key";
    }

    @Override
    public CompletionStage<Verdict> authenticate(String credential) {
      int slash = credential.indexOf('/');
      if (slash < 0 || REVOKED.contains(credential)) {
        return CompletableFuture.completedFuture(new Verdict.Refused("unknown"));
      }
      Permissions may = Permissions.of(List.of(credential.substring(slash + 1).split(" ")));
      String name = credential.substring(0, slash);
      int colon = name.indexOf(':');
      String tenant = colon < 0 ? "default" : name.substring(0, colon);
      Principal principal = new Principal(tenant, name.substring(colon + 1), may);
      return CompletableFuture.completedFuture(new Verdict.LetIn(principal));
    }
  }

  @BeforeAll
  void open(@TempDir Path profile) {
    browser = new Browser(profile);
    browser.beforeEveryPage(LISTEN);
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void stop() {
    assertEquals("", browser.evaluate("(window.complaints ?? []).join(', ')"));
    browser.evaluate("try { sessionStorage.clear(); localStorage.clear() } catch {} 0");
    browser.open("about:blank");
    browser.device(1440, 900, false);
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

  private void show(String page) {
    browser.open(server.uri("/console/" + page).toString());
  }

  /// Goes to another page of the console as its links do, without loading it anew.
  private void go(String page) {
    browser.evaluate(
        "history.pushState(null, '', '/console/"
            + page
            + "'); dispatchEvent(new PopStateEvent('popstate')); 0");
  }

  private String submit(String template, String credential) {
    return Fixture.text(
        Fixture.json(
            server.send(
                server
                    .request("/api/v1/jobs")
                    .header("authorization", "Bearer " + credential)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Fixture.job(template))))),
        "job_id");
  }

  private String firstProposal(String job) {
    browser.until(
        "fetch('/api/v1/jobs/" + job + "').then(r => r.json()).then(j => j.status === 'waiting')");
    return browser.evaluate(
        "fetch('/api/v1/jobs/"
            + job
            + "/proposals').then(r => r.json()).then(p => p.proposals[0].proposal_id)");
  }

  @Test
  void theRootLeadsToTheConsoleAndAFirstVisitSaysWhatCanBeDone() {
    withoutAuthentication();
    browser.open(server.uri("/").toString());
    browser.until(MAIN + ".includes('Nothing has run yet')");
    assertEquals("/console/", browser.evaluate("location.pathname"));
    browser.until("document.title.startsWith('Overview')");
  }

  @Test
  void aJobIsSubmittedFollowedAndFoundInTheList() {
    withoutAuthentication();
    show("new");
    browser.press("JSON");
    browser.fill("textarea", Fixture.job("chain"));
    browser.press("Submit the job");
    browser.until(STATUS + " === 'Converged'");
    browser.until("location.pathname.startsWith('/console/jobs/job_')");
    String job = browser.evaluate("location.pathname.split('/').pop()");
    browser.until("document.querySelectorAll('details.key').length >= 3");
    go("jobs/" + job + "?tab=events");
    browser.until("document.querySelectorAll('.event').length > 5");
    go("jobs/" + job + "?tab=input");
    browser.until(MAIN + ".includes('Template hash')");
    go("jobs?status=converged&q=" + job);
    browser.until("document.querySelectorAll('tbody tr').length === 1");
    go("jobs?status=failed&q=" + job);
    browser.until(MAIN + ".includes('No job matches')");
  }

  @Test
  void somebodyDecidesOnAPhoneFromALinkAndTheNameIsShownAsNotVerified() {
    withoutAuthentication();
    String job = server.submit("gate");
    browser.device(390, 844, true);
    show("inbox");
    browser.until("document.querySelector('main a.button')");
    browser.evaluate("document.querySelector('main a.button').click()");
    browser.until("location.pathname.includes('/proposals/')");
    browser.until("document.querySelector('.actions button')");
    assertEquals("true", browser.evaluate("document.querySelector('.actions button').disabled"));
    assertEquals("true", browser.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    browser.fill("main input", "Jürgen");
    browser.fill("main textarea", "fits");
    browser.press("Approve");
    browser.until(MAIN + ".includes('by Jürgen (name not verified)')");
    browser.until(MAIN + ".includes('“fits”')");
    browser.until(STATUS + " === 'Converged'");
    assertEquals("0", browser.evaluate("document.querySelectorAll('.actions button').length"));
    go("jobs/" + job);
    browser.until(STATUS + " === 'Converged'");
  }

  @Test
  void whoDecidesSecondIsToldWhoWasFirst() {
    withoutAuthentication();
    String job = server.submit("gate");
    show("jobs");
    String proposal = firstProposal(job);
    show("jobs/" + job + "/proposals/" + proposal);
    browser.until("document.querySelector('.actions button')");
    browser.fill("main input", "bob");
    browser.evaluate(
        "window.streamed = fetch; fetch = (p, o) => String(p).includes('/stream') ? new"
            + " Promise(() => {}) : streamed(p, o); 0");
    server.post(
        "/api/v1/jobs/" + job + "/proposals/" + proposal + "/reject", "{\"actor\":\"ann\"}");
    browser.evaluate(
        "(b => b && b.click())([...document.querySelectorAll('.actions button')].find(b =>"
            + " b.textContent === 'Approve'))");
    browser.until(MAIN + ".includes('ann')");
  }

  @Test
  void nothingCanBeDecidedOnARunThatIsFinal() {
    withoutAuthentication();
    String job = server.submit("gate");
    show("jobs/" + job);
    browser.until(STATUS + " === 'Waiting'");
    browser.until("document.querySelector('main a.primary')");
    String address = browser.evaluate("document.querySelector('main a.primary').pathname");
    server.post("/api/v1/jobs/" + job + "/cancel", "{}");
    browser.until(STATUS + " === 'Cancelled'");
    assertEquals("false", browser.evaluate(MAIN + ".includes('Read and decide')"));
    browser.open(server.uri(address).toString());
    browser.until(MAIN + ".includes('Nothing can be decided any more')");
    assertEquals("0", browser.evaluate("document.querySelectorAll('.actions button').length"));
  }

  @Test
  void noOrderOfVisitsShowsAnythingOfAnotherJob() {
    withoutAuthentication();
    List<String> jobs =
        List.of(
            server.submit("chain"),
            server.submit("gate"),
            server.submit("empty"),
            server.submit("held"),
            "job_none");
    List<String> tabs = List.of("result", "events", "input", "why", "models", "timeline");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    show("jobs");
    for (int step = 0; step < STEPS; step++) {
      String job = jobs.get(random.nextInt(jobs.size()));
      go("jobs/" + job + "?tab=" + tabs.get(random.nextInt(tabs.size())));
      // Half of the visits end before anything came.
      if (random.nextBoolean()) {
        String expected = job.equals("job_none") ? "not found" : job;
        browser.until(MAIN + ".includes('" + expected + "')");
        for (String other : jobs) {
          if (!other.equals(job) && !other.equals("job_none")) {
            assertEquals(
                "false",
                browser.evaluate(MAIN + ".includes('" + other + "')"),
                "seed " + seed + " step " + step);
          }
        }
      }
    }
    server.flows.release(1);
  }

  @Test
  void aRefusedStreamIsNotAskedForAgain() {
    withoutAuthentication();
    show("jobs");
    browser.evaluate("setTimeout = (real => (f, ms) => real(f, 0))(setTimeout); 0");
    go("jobs/job_none");
    browser.until(MAIN + ".includes('not found')");
    browser.evaluate(TWENTY_REQUESTS);
    assertEquals(
        "1",
        browser.evaluate(
            "performance.getEntriesByType('resource').filter(r =>"
                + " r.name.endsWith('/job_none')).length"));
  }

  @Test
  void withAKeyTheNameComesFromItAndTwoPeopleApproveWhatTwoMust() {
    withAuthentication();
    String job = submit("two", "ann/submit");
    show("jobs/" + job);
    browser.until("location.pathname.endsWith('/signin')");
    signIn("nobody");
    browser.until(MAIN + ".includes('does not accept this key')");
    signIn("bob/read decide:boss");
    browser.until("location.pathname.endsWith('" + job + "')");
    browser.click("main a.primary");
    browser.until(MAIN + ".includes('You decide as bob')");
    browser.press("Approve");
    browser.until(MAIN + ".includes('Approved by bob, 1 missing')");
    String address = browser.evaluate("location.pathname");
    signOut();
    signIn("clara/read");
    browser.until("location.pathname === '" + address + "'");
    browser.until(MAIN + ".includes('needs the scope decide:boss')");
    signOut();
    signIn("eve/read decide:boss");
    browser.until(MAIN + ".includes('You decide as eve')");
    browser.press("Approve");
    browser.until(STATUS + " === 'Converged'");
    assertEquals("false", browser.evaluate(MAIN + ".includes('not verified')"));
    assertEquals(
        "0 ", browser.evaluate("localStorage.length + ' ' + document.cookie"), "where keys are");
  }

  @Test
  void aKeyThatIsRevokedUnderAnOpenPageLeadsToTheSignInAndBack() {
    withAuthentication();
    String job = submit("held", "ann/submit");
    show("jobs/" + job);
    signIn("ann/read submit");
    browser.until(STATUS + " === 'Running'");
    REVOKED.add("ann/read submit");
    go("jobs");
    browser.until("location.pathname.endsWith('/signin')");
    signIn("ann/read submit");
    browser.until(MAIN + ".includes('wrong, expired or revoked')");
    signIn("ann/read");
    browser.until("location.pathname.endsWith('/jobs')");
    browser.until("document.querySelectorAll('tbody tr').length === 1");
    server.flows.release(1);
  }

  @Test
  void nobodySeesAnythingOfAnotherTenant() {
    withAuthentication();
    String job = submit("chain", "ann/submit");
    show("jobs/" + job);
    signIn("acme:eve/read control decide:*");
    browser.until(MAIN + ".includes('not found')");
    go("jobs");
    browser.until(MAIN + ".includes('No jobs yet')");
    go("compare?a=" + job + "&b=" + job);
    browser.until(MAIN + ".includes('not found')");
    assertEquals("false", browser.evaluate("document.body.innerText.includes('chain')"));
  }

  private void signIn(String key) {
    browser.until("document.querySelector('main input[type=password]')");
    browser.fill("main input[type=password]", key);
    browser.press("Sign in");
  }

  private void signOut() {
    browser.evaluate(
        "[...document.querySelectorAll('.who button')].find(b => b.textContent === 'Sign"
            + " out').click()");
    browser.until("location.pathname.endsWith('/signin')");
  }

  @Test
  void aStreamThatBreaksContinuesAfterItsLastEventWithTheKey() {
    withAuthentication();
    String job = submit("held", "ann/submit");
    show("jobs");
    signIn("ann/read");
    browser.until("location.pathname.endsWith('/jobs')");
    browser.evaluate(
        """
        setTimeout = (real => (f, ms) => real(f, 0))(setTimeout);
        asked = [];
        fetch = (real => async (path, options) => {
          const response = await real(path, options);
          if (!String(path).includes('/stream')) return response;
          asked.push(new URL(path).searchParams.get('after') + ' ' + options.headers.Authorization);
          if (asked.length > 1) return response;
          return new Response('');
        })(fetch);
        0
        """);
    go("jobs/" + job + "?tab=events");
    browser.until("asked.length >= 2");
    server.flows.release(1);
    browser.until(STATUS + " === 'Converged'");
    assertEquals("1", browser.evaluate("new Set(asked.slice(0, 2)).size"));
    assertTrue(browser.evaluate("asked[1]").endsWith("Bearer ann/read"));
    String numbers =
        browser.evaluate(
            "[...document.querySelectorAll('.event .mono')].map(e => +e.textContent).join()");
    String[] parts = numbers.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      assertEquals(i + 1, Integer.parseInt(parts[i]), numbers);
    }
  }
}
