package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What people do with a run that has ended, clicked in a real browser on a whole server: continue
/// it with what it needs, fork it, compare it.
final class ConsoleWorkTest extends ConsoleTest {
  private static String growthWith(String budget) {
    return HeldJobs.GROWTH.replaceFirst("\\{", "{\"budget\":{" + budget + "},");
  }

  @Test
  void aRunThatUsedUpItsCyclesContinuesWithMoreAndThePageMissesNoEvent() {
    String job = server.submit(growthWith("\"max_cycles\":1"), "halted");
    show("jobs/" + job + "?tab=events");
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
    is("Converged");
    browser.until("!document.querySelector('dialog')");
    says("one was too few");
    String shown = browser.evaluate(NUMBERS);
    assertTrue(shown.startsWith("1,2,3,"), shown);
    assertEquals("true", browser.evaluate(WITHOUT_GAPS));
  }

  @Test
  void aRunThatUsedUpItsTimeContinuesWithMore() {
    String job = server.submit(growthWith("\"max_duration\":\"1ms\""), "halted");
    show("jobs/" + job);
    browser.press("Continue");
    browser.until("document.querySelector('dialog [name=max_duration]')?.value.endsWith('s')");
    browser.fill("dialog [name=max_duration]", "5m");
    browser.press("Continue the run");
    is("Converged");
  }

  @Test
  void aRunWhoseInvariantsDoNotHoldContinuesWithAnObservation() {
    String job = server.submit(HeldJobs.UNMET, "halted");
    show("jobs/" + job);
    browser.press("Continue");
    browser.until("[...document.querySelectorAll('dialog option')].some(o => o.value === 'Words')");
    browser.fill("dialog select", "Words");
    browser.fill("dialog [name=observation]", "Deltas sink where rivers are dammed.");
    browser.press("Continue the run");
    is("Converged");
    says("Deltas sink where rivers are dammed.");
  }

  @Test
  void aRunIsForkedWithAnotherSeedAndComparedWithItsOriginal() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    show("jobs/" + job);
    browser.press("Fork");
    browser.until("document.querySelectorAll('main textarea').length === 3");
    browser.fill("main textarea", "Baltic B2B SaaS, buyers ask for GDPR-safe tooling");
    browser.press("Fork the run");
    browser.until("!location.pathname.includes('" + job + "') && " + STATUS + " === 'Converged'");
    browser.until(MAIN + ".includes('Fork of " + job + "')");
    browser.press("Compare with the original");
    says("came to different results");
    browser.until("document.querySelector('main ins')?.innerText.includes('Baltic')");
    says("What each agent used");
  }

  @Test
  void aForkWithoutChangesComesToTheSameResultAndAsksNobody() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    show("jobs/" + job + "/fork");
    browser.press("Fork the run");
    is("Converged");
    says("No agent was called");
    browser.press("Compare with the original");
    says("The runs are identical");
  }

  @Test
  void aForkThatTheServerRefusesSaysWhatWouldBeRight() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    show("jobs/" + job + "/fork");
    browser.until("document.querySelector('fieldset select')");
    browser.fill("fieldset select", "cycle");
    browser.fill("[name=after]", "99");
    browser.press("Fork the run");
    browser.until("document.querySelector('[role=alert]')?.innerText.includes('cycle 99')");
  }

  @Test
  void aTemplateIsChangedInstalledAndTriedWithTheSeedsOfItsLastJob() {
    server.submit(HeldJobs.UNMET, "halted");
    show("templates/unmet/edit");
    says("The template is valid");
    String wiring = "main .two label:nth-child(2) textarea";
    browser.fill(
        wiring,
        browser.evaluate(
            "document.querySelector('" + wiring + "').value.replace('1.0.0', '1.1.0')"));
    browser.press("Install and try");
    browser.until("location.pathname.endsWith('/new')");
    browser.until("document.querySelector('main fieldset textarea')?.value.includes('Rivers')");
    browser.press("Submit the job");
    is("Halted");
    says("version 1.1.0");
  }
}
