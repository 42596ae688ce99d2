package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every page of the console, empty, full and broken, light and dark, at a desk and on a phone: axe
/// finds nothing, nothing scrolls sideways, and the browser complains about nothing.
final class ConsolePagesTest extends ConsoleTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int DESK = 1440;
  private static final int PHONE = 390;
  private static final int HEIGHT = 900;

  /// Two widths, light and dark.
  private static final int WAYS = 4;

  private static final String AXE =
      """
      axe.run({resultTypes: ['violations']}).then(r => r.violations.map(v =>
        v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')).join('\\n'))
      """;

  private static final String SIDEWAYS =
      "document.documentElement.scrollWidth > innerWidth ? 'scrolls sideways, '"
          + " + document.documentElement.scrollWidth : ''";

  private String axe = "";
  private int pages;
  private final List<String> found = new ArrayList<>();

  @Override
  Path templates(Path folder) throws IOException {
    super.templates(folder);
    return HeldJobs.modest(folder);
  }

  @BeforeAll
  void readAxe() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(getClass().getResourceAsStream("/axe.min.js"))) {
      axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Shows a page once it says something, and looks at it in every way.
  private void look(String page, String says) {
    if (LONG || pages == 0) {
      show(page);
    } else {
      walk(page);
    }
    browser.until(
        "document.body.innerText.toLowerCase().includes('"
            + says
            + "'.toLowerCase()) && !document.querySelector('main').innerText.includes('Reading ')");
    lookAtIt(page);
  }

  /// Goes to a page as a link does, without loading everything anew: that takes half of the time.
  private void walk(String page) {
    browser.evaluate(
        "history.pushState(null, '', '"
            + server.page(page)
            + "'); dispatchEvent(new PopStateEvent('popstate')); 0");
    browser.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
  }

  /// In the long tier in all four ways. In every build in one of them, another for each page: one
  /// way takes about half a second.
  private void lookAtIt(String page) {
    if (browser.evaluate("typeof axe").equals("undefined")) {
      browser.evaluate(axe + "; 0");
    }
    for (int way = 0; way < WAYS; way++) {
      if (LONG || pages % WAYS == way) {
        check(page, way % 2 == 0 ? DESK : PHONE, way == 1 || way == 2);
      }
    }
    pages++;
    note(page, complaints());
  }

  private void check(String page, int width, boolean dark) {
    browser.device(width, HEIGHT, dark);
    browser.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
    String where = page + " at " + width + (dark ? " dark" : " light");
    note(where, browser.evaluate(AXE));
    note(where, browser.evaluate(SIDEWAYS));
  }

  private void note(String where, String complaint) {
    if (!complaint.isEmpty()) {
      found.add(where + ": " + complaint);
    }
  }

  @Test
  void whatIsWrongIsFound() {
    show("server");
    browser.until("document.querySelector('main h1')");
    browser.evaluate(
        axe
            + "; document.querySelector('main').append(document.createElement('img'));"
            + " document.querySelector('h1').style.width = '2000px'; 0");
    check("a page that was spoiled", PHONE, false);
    assertEquals(2, found.size());
    assertTrue(found.getFirst().contains("image-alt"), found.getFirst());
    assertTrue(found.getLast().contains("scrolls sideways"), found.getLast());
    found.clear();
  }

  @Test
  void nothingIsWrongWithAnyPage() {
    look("", "Nothing has run yet");
    look("jobs", "No job");
    look("inbox", "Nothing is waiting");
    String converged = server.submit(HeldJobs.GROWTH, "converged");
    String halted =
        server.submit(
            HeldJobs.GROWTH.replaceFirst(
                "\\{", "{\"budget\":{\"max_cycles\":1},\"correlation_id\":\"<b>&\","),
            "halted");
    String unmet = server.submit(HeldJobs.UNMET, "halted");
    String waiting = server.submit(HeldJobs.HELD, "waiting");
    String decided = server.submit(HeldJobs.HELD, "waiting");
    String proposal = server.proposal(decided);
    server.send(
        "POST",
        "/api/v1/jobs/" + decided + "/proposals/" + proposal + "/approve",
        "{\"actor\":\"ann\",\"comment\":\"fine\"}");
    server.await(decided, "converged");
    String cancelled = server.submit(HeldJobs.HELD, "waiting");
    server.send("POST", "/api/v1/jobs/" + cancelled + "/cancel", "{}");
    String erased = server.submit(HeldJobs.GROWTH, "converged");
    server.send("DELETE", "/api/v1/jobs/" + erased + "/content", "");
    String forked =
        HeldJobs.text(server.send("POST", "/api/v1/jobs/" + converged + "/fork", "{}"), "job_id");
    server.await(forked, "converged");
    lists(converged, halted);
    jobs(converged, waiting);
    look("jobs/" + halted, "Halted");
    look("jobs/" + halted + "?tab=why", "Halted");
    look("jobs/" + unmet, "two_words");
    browser.press("Continue");
    browser.until("[...document.querySelectorAll('dialog option')].some(o => o.value === 'Words')");
    lookAtIt("the dialog that continues a run");
    look("jobs/" + cancelled, "Cancelled");
    look("jobs/" + erased, "erased");
    look("jobs/" + forked, "Compare with the original");
    look("jobs/job_none", "not found");
    look("jobs/" + waiting + "/proposals/" + server.proposal(waiting), "Approve");
    look("jobs/" + decided + "/proposals/" + proposal, "by ann");
    look("jobs/" + waiting + "/proposals/none", "Proposal not found");
    assertEquals("", String.join("\n", found));
  }

  private void lists(String converged, String halted) {
    look("", "wait");
    look("jobs", "growth-strategy");
    look("jobs?status=failed", "No job matches");
    look("inbox", "Read and decide");
    look("new", "Choose a template");
    look("new?template=growth-strategy", "market:");
    look("new?template=modest", "amount");
    look("new?from=" + converged, "Run again with changes");
    look("templates", "patent-research");
    for (String tab : List.of("about", "graph", "spec", "versions", "jobs")) {
      look("templates/growth-strategy?tab=" + tab, "growth-strategy");
    }
    look("templates/growth-strategy/edit", "growth-strategy");
    look("templates/none", "not found");
    look("compare", "Choose two runs");
    look("compare?a=" + converged + "&b=" + halted, "First event that differs");
    look("compare?a=" + converged + "&b=run_none", "not found");
    look("server", "Limits");
    look("signin", "No sign-in needed");
    look("nowhere", "Page not found");
  }

  private void jobs(String converged, String waiting) {
    for (String tab :
        List.of("result", "timeline", "graph", "why", "events", "models", "input", "proof")) {
      look("jobs/" + converged + "?tab=" + tab, "Converged");
    }
    look("jobs/" + converged + "?tab=events&event=3", "Converged");
    look(
        "jobs/" + server.submit(HeldJobs.MODEST, "converged") + "?tab=models",
        "No model was available");
    look("jobs/" + converged + "/fork", "Fork the run");
    look("jobs/" + waiting, "Waiting");
    look("jobs/" + waiting + "?tab=why", "Waiting");
    look("jobs/" + waiting + "?tab=proof", "has not ended");
    browser.press("Cancel");
    browser.until("document.querySelector('dialog[open]')");
    lookAtIt("the dialog that cancels a run");
  }
}
