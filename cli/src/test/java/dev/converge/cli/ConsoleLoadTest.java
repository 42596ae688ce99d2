package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Many jobs, and a run with many events: pages stay small and quick. The long tier has as many of
/// both as are promised; the build has fewer.
final class ConsoleLoadTest extends ConsoleTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int JOBS = LONG ? 50_000 : 60;
  private static final int SEEDS = LONG ? 1_000 : 120;
  private static final int AT_A_TIME = 16;

  /// Agents of the run with many events: each makes a proposal and a fact of every fact before it.
  private static final int AGENTS = 5;

  private static final int MOST_ELEMENTS = 3_000;
  private static final int MOST_HEAP_BYTES = 100_000_000;
  private static final int MOST_LOOKS = 1_000;

  /// How often the list is timed. The build ends with the first that is quick enough, since its
  /// machine may be busy with others.
  private static final int TRIES = LONG ? 9 : 5;

  /// Into which the list of events is divided for scrolling.
  private static final int PARTS = LONG ? 10 : 2;

  /// For the median of the tries, and in the build for the best, on the page: from the click to the
  /// rows.
  private static final long LIST_MILLIS = LONG ? 300 : 3_000;

  @Override
  Path templates(Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("templates").resolve("copied"));
    StringBuilder spec =
        new StringBuilder(
            """
            Feature: Copied
              Copies each seed again and again.

              @intent
              Scenario: What it is about
                Given a seed with id starting "seed:"
            """);
    StringBuilder wiring =
        new StringBuilder(
            """
            name: copied
            version: 1.0.0
            description: Copies each seed again and again.
            spec: copied.feature
            budget: { max_cycles: 100, max_facts: 100000, max_duration: 10m, max_tokens: 1000, max_cost_usd: 1 }
            agents:
            """);
    String from = "Seeds";
    for (int i = 1; i <= AGENTS; i++) {
      String to = "Copy " + i;
      spec.append(
          """

            @agent @rule @id:copier_%d
            Scenario: Copy %d
              Given facts under "%s"
              When the fields are computed
                | field | value |
                | again | %d    |
              Then it proposes 1 fact under "%s" for each fact under "%s" with ids starting "copy%d:"
              And each fact says "copy {again}"
          """
              .formatted(i, i, from, i, to, from, i));
      wiring.append("  - { id: copier_").append(i).append(", requirements: deterministic }\n");
      from = to;
    }
    Files.writeString(own.resolve("copied.feature"), spec);
    Files.writeString(own.resolve("copied.yaml"), wiring);
    return super.templates(folder);
  }

  private String many = "";

  @BeforeAll
  void fill() throws InterruptedException {
    List<Json> seeds = new ArrayList<>();
    for (int i = 0; i < SEEDS; i++) {
      seeds.add(Json.object().put("id", "seed:" + i).put("content", "Seed number " + i).build());
    }
    many =
        server.submit(
            Json.object()
                .put("template", "copied")
                .put("seeds", Json.array(seeds))
                .build()
                .canonical(),
            "converged");
    Semaphore room = new Semaphore(AT_A_TIME);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < JOBS; i++) {
        room.acquire();
        threads.execute(() -> {
          try {
            server.send("POST", "/api/v1/jobs", HeldJobs.UNMET);
          } finally {
            room.release();
          }
        });
      }
    }
    show("");
    String left = "";
    for (int i = 0; i < MOST_LOOKS && !left.equals("0"); i++) {
      // Asked from the page, where an answer that is late is no failure.
      left =
          browser.evaluate(
              "new Promise(r => setTimeout(r, 250))"
                  + ".then(() => fetch('/api/v1/jobs?status=running,pending&limit=1'))"
                  + ".then(r => r.json()).then(p => p.jobs.length, () => -1)");
    }
    assertEquals("0", left, "jobs that still run");
  }

  /// Says what was measured, where it is that of the promise.
  private static void tell(String figures) {
    if (LONG) {
      System.out.println(figures);
    }
  }

  /// What a page weighs.
  private void weigh(String page) {
    int elements = Integer.parseInt(browser.evaluate("document.querySelectorAll('*').length"));
    long heap = Long.parseLong(browser.evaluate("performance.memory.usedJSHeapSize"));
    tell(page + ": " + elements + " elements, " + heap + " bytes of heap");
    assertTrue(elements < MOST_ELEMENTS, () -> page + ": " + elements + " elements");
    assertTrue(heap < MOST_HEAP_BYTES, () -> page + ": " + heap + " bytes");
  }

  @Test
  void theListOfManyJobsIsThereAtOnce() {
    show("templates");
    says("copied");
    List<Long> millis = new ArrayList<>();
    do {
      millis.add(
          (long)
              Double.parseDouble(
                  browser.evaluate(
                      """
                      new Promise(done => {
                        const begin = performance.now();
                        const look = () => document.querySelectorAll('tbody tr').length >= 50
                          ? done(performance.now() - begin) : requestAnimationFrame(look);
                        document.querySelector('nav a[href$="/jobs"]').click();
                        look();
                      })
                      """)));
      weigh("the list of jobs");
      browser.click("nav a[href$=\"templates\"]");
      browser.until("!document.querySelector('tbody tr')");
    } while (millis.size() < TRIES && (LONG || millis.getLast() > LIST_MILLIS));
    Collections.sort(millis);
    tell("the list, in milliseconds: " + millis);
    assertTrue(millis.get(LONG ? TRIES / 2 : 0) <= LIST_MILLIS, millis::toString);
    for (String page :
        LONG ? List.of("", "inbox", "jobs?status=halted&order=oldest") : List.of("")) {
      show(page);
      browser.until("document.querySelector('main h1') && !" + MAIN + ".includes('Reading ')");
      weigh(page);
    }
  }

  @Test
  void aRunWithManyEventsStaysSmallOnEveryTab() {
    int events = Integer.parseInt(lastSequence());
    assertTrue(!LONG || events >= 10_000, () -> events + " events");
    for (String tab :
        LONG
            ? List.of("result", "timeline", "graph", "why", "models", "input", "proof", "events")
            : List.of("result", "input", "events")) {
      show("jobs/" + many + "?tab=" + tab);
      is("Converged");
      browser.until("!" + MAIN + ".includes('Reading ')");
      weigh(tab);
    }
    browser.device(1440, 900, false);
    for (int share = 1; share <= PARTS; share++) {
      browser.evaluate(
          "(e => { e.scrollTop = e.scrollHeight * "
              + share / (double) PARTS
              + "; })(document.querySelector('.events')); 0");
      browser.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
      weigh("events, scrolled");
    }
    browser.until(
        "[...document.querySelectorAll('.event .mono')].at(-1).textContent === '" + events + "'");
    atADesk();
  }

  private String lastSequence() {
    Json.Obj job = (Json.Obj) Json.parse(server.send("GET", "/api/v1/jobs/" + many, ""));
    return job.get("last_sequence").orElseThrow().canonical();
  }
}
