package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.testkit.Browser;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Strangers with nothing but the address of the server. Each click is on a text that they see;
/// `docs/console.md` lists them.
final class ConsoleWalkTest extends ConsoleTest {
  /// In which a stranger must be done; the machine of a build may be slow.
  private static final long SOON_NANOS =
      TimeUnit.SECONDS.toNanos("long".equals(System.getProperty("converge.tests")) ? 30 : 120);

  /// Is gone when the page is loaded anew.
  private static final String HERE = "window.sameAsBefore = true; 0";

  private void within(Runnable steps) {
    long start = System.nanoTime();
    steps.run();
    assertTrue(
        System.nanoTime() - start < SOON_NANOS,
        () -> (System.nanoTime() - start) / 1_000_000 + " ms");
  }

  /// Cancels what other tests left waiting.
  private void nothingWaits() {
    String path = "/api/v1/jobs";
    Json.Obj page = (Json.Obj) Json.parse(server.send("GET", path + "?status=waiting", ""));
    for (Json job : ((Json.Arr) page.get("jobs").orElseThrow()).items()) {
      String id = HeldJobs.text(job.canonical(), "job_id");
      server.send("POST", path + "/" + id + "/cancel", "{}");
    }
  }

  private void menu(String name) {
    browser.click("nav[aria-label=Main] a[href$=\"" + name + "\"]");
  }

  @Test
  void whoeverDecidesFindsWhatWaitsAndDecidesOnAPhone() {
    nothingWaits();
    String job = server.submit(HeldJobs.HELD, "waiting");
    onAPhone();
    within(() -> {
      show("");
      browser.until(
          "[...document.querySelectorAll('.number')].some(n => n.innerText.includes('for a"
              + " decision'))");
      menu("inbox");
      browser.press("Read and decide word:1");
      says("What it rests on");
      says("Rivers carry silt to the sea");
      browser.fill("main input", "ann");
      browser.press("Approve");
      says("Approved by ann");
      is("Converged");
    });
    server.await(job, "converged");
    atADesk();
  }

  @Test
  void whoeverOperatesFindsOutWhyAJobHaltedAndAColleagueSeesTheSame(@TempDir Path other) {
    server.submit(HeldJobs.GROWTH.replaceFirst("\\{", "{\"budget\":{\"max_cycles\":1},"), "halted");
    within(() -> {
      show("");
      says("halted or failed in 24 hours");
      browser.evaluate(
          "[...document.querySelectorAll('.number')].find(n => n.innerText.includes('halted or"
              + " failed')).click()");
      browser.until("document.querySelectorAll('tbody .about').length > 0");
      browser.click("tbody .about");
      says("used up its budget of 1 for cycles");
      browser.press("Why");
      says("facts yet under");
    });
    String link = browser.evaluate("location.href");
    try (Browser colleague = new Browser(other)) {
      colleague.device(390, 844, true);
      colleague.open(link);
      colleague.until(MAIN + ".includes('used up its budget of 1 for cycles')");
      colleague.until(MAIN + ".includes('facts yet under')");
      assertEquals(
          browser.evaluate("document.querySelector('.matrix').innerText"),
          colleague.evaluate("document.querySelector('.matrix').innerText"));
    }
  }

  @Test
  void whoeverWritesTemplatesSubmitsByFormWatchesAndReadsTheOutputs() {
    show("templates");
    browser.press("growth-strategy");
    says("Market signals become strategies");
    browser.press("New job");
    browser.press("Fill in an example");
    browser.evaluate(HERE);
    browser.press("Submit the job");
    browser.until("location.pathname.includes('/jobs/job_')");
    is("Converged");
    assertEquals("true", browser.evaluate("sameAsBefore"), "the page was not loaded anew");
    browser.until("document.querySelector('main section h2').innerText.startsWith('Rankings')");
    browser.press("ranking:1");
    says("What it goes back to");
    browser.until(
        "[...document.querySelectorAll('.trail li')].some(l =>"
            + " l.innerText.startsWith('market:nordic-b2b given with the job'))");
  }

  @Test
  void aKeyboardIsEnoughToFindSubmitAndDecide() {
    String job = server.submit(HeldJobs.HELD, "waiting");
    show("");
    says("for a decision");
    browser.key("g");
    browser.key("i");
    browser.until("document.querySelector('main h1')?.innerText === 'Inbox'");
    says("Read and decide");
    assertEquals("MAIN", browser.evaluate("document.activeElement.tagName"), "where Tab goes on");
    browser.tabTo("Read and decide");
    browser.key("Enter");
    says("Your name");
    browser.tabTo("Your name");
    for (String letter : "ann".split("", -1)) {
      if (!letter.isEmpty()) {
        browser.key(letter);
      }
    }
    browser.tabTo("Approve");
    browser.key("Enter");
    says("Approved by ann");
    show("new?template=held&example=1");
    says("seed:");
    browser.tabTo("Text of seed:1");
    browser.key("x");
    browser.tabTo("Submit the job");
    browser.key("Enter");
    browser.until("location.pathname.includes('/jobs/job_')");
    is("Waiting");
    browser.key("/");
    for (String letter : job.split("", -1)) {
      if (!letter.isEmpty()) {
        browser.key(letter);
      }
    }
    browser.key("Enter");
    browser.until("location.pathname.endsWith('" + job + "')");
  }

  @Test
  void aListStaysTrueByTheStreamOfChanges() {
    show("server");
    says("Checks");
    browser.evaluate(
        "answered = []; fetch = (real => async (path, options) => {"
            + " const answer = await real(path, options); answered.push(String(path));"
            + " return answer; })(fetch); 0");
    menu("jobs");
    browser.until("answered.some(path => path.endsWith('/jobs/changes'))");
    browser.until("document.querySelector('main h1')?.innerText === 'Jobs'");
    // What is listed before is no news.
    browser.until("answered.some(path => path.includes('/jobs?'))");
    browser.until("!" + MAIN + ".includes('Reading ')");
    String fresh =
        "[...document.querySelectorAll('main button')].find(b => b.textContent.includes('new job'))";
    String job = server.submit(HeldJobs.HELD, "waiting");
    browser.until(fresh);
    browser.evaluate(fresh + ".click(); 0");
    String row =
        "[...document.querySelectorAll('tbody tr')].find(r => r.innerHTML.includes('"
            + job
            + "'))?.querySelector('.status')?.textContent";
    browser.until(row + " === 'Waiting'");
    server.send("POST", "/api/v1/jobs/" + job + "/cancel", "{}");
    browser.until(row + " === 'Cancelled'");
  }
}
