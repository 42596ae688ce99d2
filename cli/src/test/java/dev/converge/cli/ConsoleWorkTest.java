package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.testkit.Browser;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What people do with a run that has ended, clicked in a real browser on a whole server: continue
/// it with what it needs, fork it, compare it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleWorkTest {
  /// The status in the head of a job's page.
  static final String STATUS =
      "(document.querySelector('main .status') ?? {textContent: ''}).textContent";

  static final String MAIN = "document.querySelector('main').innerText";

  /// The numbers of the events in the list, which all fit into it.
  static final String NUMBERS =
      "[...document.querySelectorAll('.event .mono')].map(e => e.textContent).join()";

  private Browser browser;
  private ConsoleServer server;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    browser = new Browser(folder.resolve("profile"));
    browser.beforeEveryPage(ConsolePagesTest.LISTEN);
    browser.device(1440, 4000, false);
    server = new ConsoleServer(folder);
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    assertEquals("", browser.evaluate("complaints.join(', ')"));
  }

  private static String growthWith(String budget) {
    return HeldJobs.GROWTH.replaceFirst("\\{", "{\"budget\":{" + budget + "},");
  }

  @Test
  void aRunThatUsedUpItsCyclesGoesOnWithMoreAndThePageMissesNoEvent() {
    String job = server.submit(growthWith("\"max_cycles\":1"), "halted");
    browser.open(server.page("jobs/" + job + "?tab=events"));
    browser.until("document.querySelectorAll('.event').length > 5");
    browser.press("Continue");
    browser.until("document.querySelector('dialog [name=max_cycles]')");
    assertEquals("2", browser.evaluate("document.querySelector('dialog [name=max_cycles]').value"));
    browser.fill("dialog [name=max_cycles]", "1");
    browser.press("Continue the run");
    browser.until(
        "document.querySelector('dialog [role=alert]')?.innerText.includes('more than 1')");
    browser.fill("dialog [name=max_cycles]", "20");
    browser.fill("dialog textarea", "one was too few");
    browser.press("Continue the run");
    browser.until(STATUS + " === 'Converged'");
    browser.until("!document.querySelector('dialog')");
    browser.until(MAIN + ".includes('one was too few')");
    String shown = browser.evaluate(NUMBERS);
    assertTrue(shown.startsWith("1,2,3,"), shown);
    assertEquals(
        "true",
        browser.evaluate("(n => n.every((x, i) => +x === i + 1))(" + NUMBERS + ".split(','))"));
  }

  @Test
  void aRunThatUsedUpItsTimeGoesOnWithMore() {
    String job = server.submit(growthWith("\"max_duration\":\"1ms\""), "halted");
    browser.open(server.page("jobs/" + job));
    browser.press("Continue");
    browser.until("document.querySelector('dialog [name=max_duration]')?.value.endsWith('s')");
    browser.fill("dialog [name=max_duration]", "5m");
    browser.press("Continue the run");
    browser.until(STATUS + " === 'Converged'");
  }

  @Test
  void aRunWhoseInvariantsDoNotHoldGoesOnWithAnObservation() {
    String job = server.submit(ConsoleServer.UNMET, "halted");
    browser.open(server.page("jobs/" + job));
    browser.press("Continue");
    browser.until("[...document.querySelectorAll('dialog option')].some(o => o.value === 'Words')");
    browser.fill("dialog select", "Words");
    browser.fill("dialog [name=observation]", "Deltas sink where rivers are dammed.");
    browser.press("Continue the run");
    browser.until(STATUS + " === 'Converged'");
    browser.until(MAIN + ".includes('Deltas sink where rivers are dammed.')");
  }

  @Test
  void aRunIsForkedWithAnotherSeedAndComparedWithItsOriginal() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    browser.open(server.page("jobs/" + job));
    browser.press("Fork");
    browser.until("document.querySelectorAll('main textarea').length === 3");
    browser.fill("main textarea", "Baltic B2B SaaS, buyers ask for GDPR-safe tooling");
    browser.press("Fork the run");
    browser.until("!location.pathname.includes('" + job + "') && " + STATUS + " === 'Converged'");
    browser.until(MAIN + ".includes('Fork of " + job + "')");
    browser.press("Compare with the original");
    browser.until(MAIN + ".includes('came to different results')");
    browser.until("document.querySelector('main ins')?.innerText.includes('Baltic')");
    browser.until(MAIN + ".includes('What each agent used')");
  }

  @Test
  void aForkWithoutChangesComesToTheSameResultAndAsksNobody() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    browser.open(server.page("jobs/" + job + "/fork"));
    browser.press("Fork the run");
    browser.until(STATUS + " === 'Converged'");
    browser.until(MAIN + ".includes('Nobody was asked')");
    browser.press("Compare with the original");
    browser.until(MAIN + ".includes('The runs are identical')");
  }

  @Test
  void aForkThatTheServerRefusesSaysWhatWouldBeRight() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    browser.open(server.page("jobs/" + job + "/fork"));
    browser.until("document.querySelector('fieldset select')");
    browser.fill("fieldset select", "cycle");
    browser.fill("[name=after]", "99");
    browser.press("Fork the run");
    browser.until("document.querySelector('[role=alert]')?.innerText.includes('cycle 99')");
  }
}
