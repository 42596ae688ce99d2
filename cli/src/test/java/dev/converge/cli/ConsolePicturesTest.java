package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Takes the pictures of `docs/console.md`, with `-Dconverge.pictures=write`: the main pages at a
/// desk and on a phone, light and dark, empty, full and broken. People read them, no test does.
@EnabledIfSystemProperty(named = "converge.pictures", matches = "write")
final class ConsolePicturesTest extends ConsoleTest {
  private static final Path FOLDER = Path.of("..", "docs", "console");
  private static final int DESK = 1200;
  private static final int PHONE = 390;
  private static final int LOWEST = 500;
  private static final int HIGHEST = 1000;

  private static final String PATENT =
      """
      {"template":"patent-research","actor":"ann","correlation_id":"HK-2041","seeds":[
        {"id":"matter:kettle","content":"Patent application for the safety lid of a kettle, client Harbour Kettles"},
        {"id":"invention:lid","content":"A lid for a kettle that opens by itself when the kettle is put down, comprising a spring that lifts the lid and a catch that holds the lid closed while the handle is gripped."},
        {"id":"problem:burns","content":"People burn their fingers when they open the lid of a hot kettle by hand."},
        {"id":"priority:1","content":"2025-01-15"}]}\
      """;

  private void take(String name, String page, String says, int width, boolean dark)
      throws IOException {
    browser.device(width, LOWEST, dark);
    show(page);
    take(name, says, width, dark);
  }

  private void take(String name, String says, int width, boolean dark) throws IOException {
    browser.until(
        "document.body.innerText.includes('" + says + "') && !" + MAIN + ".includes('Reading ')");
    int high = Integer.parseInt(browser.evaluate("document.documentElement.scrollHeight"));
    browser.device(width, Math.clamp(high, LOWEST, HIGHEST), dark);
    browser.evaluate(
        "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r,"
            + " 100))))");
    byte[] picture = browser.picture();
    assertTrue(picture.length > 0);
    Files.write(FOLDER.resolve(name + ".webp"), picture);
  }

  @Test
  void pagesAreTakenAsPeopleSeeThem() throws IOException {
    take("first-visit", "", "Nothing has run yet", DESK, false);
    take("inbox-empty", "inbox", "Nothing is waiting for a decision", PHONE, true);
    String growth = server.submit(HeldJobs.GROWTH, "converged");
    String other =
        server.submit(
            HeldJobs.GROWTH
                .replace("Nordic B2B SaaS", "Baltic B2B SaaS")
                .replace("12% yearly", "18% yearly"),
            "converged");
    String halted =
        server.submit(
            HeldJobs.GROWTH.replaceFirst(
                "\\{", "{\"budget\":{\"max_cycles\":1},\"correlation_id\":\"q4-planning\","),
            "halted");
    for (String topic : List.of("Tides move sand along the coast.", "Glaciers grind rock.")) {
      server.submit(HeldJobs.HELD.replaceFirst("Rivers carry[^\"]*", topic), "waiting");
    }
    String patent = server.submit(PATENT, "waiting");
    String proposal = "jobs/" + patent + "/proposals/" + server.proposal(patent);
    lists();
    take("result", "jobs/" + growth, "Rankings", DESK, false);
    take("trail", "jobs/" + growth + "?fact=ranking:1", "What it goes back to", DESK, false);
    take("halted", "jobs/" + halted, "used up its budget", PHONE, true);
    take("proposal", proposal, "Approve", PHONE, false);
    take("timeline", "jobs/" + patent + "?tab=timeline", "As a table", DESK, false);
    take("graph", "jobs/" + patent + "?tab=graph", "What must hold", DESK, true);
    take("why", "jobs/" + halted + "?tab=why", "Each cell says why", DESK, false);
    take("events", "jobs/" + patent + "?tab=events&view=grouped", "By agent", DESK, false);
    take("proof", "jobs/" + growth + "?tab=proof", "Replay this run", DESK, false);
    take("fork", "jobs/" + growth + "/fork", "Fork the run", PHONE, false);
    take("compare", "compare?a=" + run(growth) + "&b=" + run(other), "First event", DESK, false);
    take("new", "new?template=growth-strategy&example=1", "market:", DESK, false);
    take("edit", "templates/growth-strategy/edit", "The template is valid", DESK, false);
    take("server", "server", "Models by agent", DESK, true);
    take("broken", "jobs/job_none", "cannot be shown", PHONE, false);
  }

  private void lists() throws IOException {
    take("overview", "", "Today by template", DESK, false);
    take("overview-phone", "", "Today by template", PHONE, true);
    take("jobs", "jobs", "growth-strategy", DESK, false);
    take("jobs-dark", "jobs", "growth-strategy", DESK, true);
    take("jobs-phone", "jobs", "growth-strategy", PHONE, false);
    take("inbox", "inbox", "Read and decide", DESK, false);
    take("templates", "templates", "patent-research", DESK, true);
  }

  private String run(String job) {
    return HeldJobs.text(
        Json.parse(server.send("GET", "/api/v1/jobs/" + job, "")).canonical(), "run_id");
  }
}
