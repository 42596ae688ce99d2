package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens around an open page: the server is killed, the network goes, content is hostile,
/// runs end in every way. The page always says what is so.
final class ConsoleScenariosTest extends ConsoleTest {
  private static final String LOST = MAIN + ".includes('The connection to the server was lost')";

  /// What can be done with the run that is shown.
  private static final String BUTTONS =
      "[...document.querySelectorAll('main h1')][0].closest('.between')"
          + ".querySelectorAll('button, a.button')";

  private static final String OFFERED = "[..." + BUTTONS + "].map(b => b.textContent).join()";

  /// The longest text of a seed: without data, two bytes count for it.
  private static final int HUGE = 256 * 1024 - 2;

  @Test
  void aServerThatIsKilledAndStartedAgainLeavesNoGapOnAnOpenPage(@TempDir Path folder)
      throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String[] options = {
      "--port", String.valueOf(port),
      "--data", folder.resolve("data").toString(),
      "--templates", ConsoleServer.templates(folder).toString()
    };
    try (HttpClient client = HttpClient.newHttpClient()) {
      String api;
      String job;
      try (ServerProcess first = ServerProcess.start(folder, options)) {
        api = first.uri() + "/api/v1/jobs";
        job = HeldJobs.text(post(client, api, HeldJobs.HELD), "job_id");
        browser.open(first.uri() + "/console/jobs/" + job + "?tab=events");
        browser.until(STATUS + " === 'Waiting' && document.querySelectorAll('.event').length > 5");
        browser.evaluate("window.sameAsBefore = true; 0");
      }
      browser.until(LOST);
      try (ServerProcess _ = ServerProcess.start(folder, options)) {
        browser.until("!" + LOST);
        String proposal =
            browser.evaluate(
                "fetch('/api/v1/jobs/"
                    + job
                    + "/proposals').then(r => r.json()).then(p => p.proposals[0].proposal_id)");
        post(
            client, api + "/" + job + "/proposals/" + proposal + "/approve", "{\"actor\":\"ann\"}");
        is("Converged");
        assertEquals("true", browser.evaluate("sameAsBefore"), "the page was not loaded anew");
        assertEquals(
            browser.evaluate(
                "fetch('/api/v1/jobs/"
                    + job
                    + "/events?limit=1000').then(r => r.json())"
                    + ".then(p => p.events.map(e => e.sequence).join())"),
            browser.evaluate(NUMBERS));
        browser.evaluate("window.complaints = []; 0");
      }
    }
    browser.open("about:blank");
    browser.evaluate("window.complaints = []; 0");
  }

  private static String post(HttpClient client, String address, String body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(address))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(2, answer.statusCode() / 100, answer.body());
    return answer.body();
  }

  @Test
  void aPageThatWasOfflineCatchesUp() {
    String job = server.submit(HeldJobs.HELD, "waiting");
    show("jobs/" + job + "?tab=events");
    browser.until(STATUS + " === 'Waiting' && document.querySelectorAll('.event').length > 5");
    browser.offline(true);
    browser.until(LOST);
    server.send(
        "POST",
        "/api/v1/jobs/" + job + "/proposals/" + server.proposal(job) + "/approve",
        "{\"actor\":\"ann\"}");
    server.await(job, "converged");
    browser.offline(false);
    is("Converged");
    browser.until("!" + LOST);
    assertEquals("true", browser.evaluate(WITHOUT_GAPS));
  }

  @Test
  void hostileContentStaysTextAndMovesNothing() {
    String evil =
        "<img src=x onerror=complaints.push('ran')><script>complaints.push('ran')</script>";
    String text = evil + " \u202eright to left\u202c 👩‍👩‍👧 " + "javascript:alert(1) ";
    Json seeds =
        Json.array(
            List.of(
                Json.object().put("id", "seed:1").put("content", text).build(),
                Json.object().put("id", "seed:2").put("content", "x".repeat(HUGE)).build()));
    String job =
        server.submit(
            Json.object()
                .put("template", "held")
                .put("correlation_id", evil.substring(0, 60))
                .put("metadata", Json.object().put("<b>", evil).build())
                .put("seeds", seeds)
                .build()
                .canonical(),
            "waiting");
    onAPhone();
    for (String tab : List.of("result", "events", "input", "why", "models", "timeline", "graph")) {
      show("jobs/" + job + "?tab=" + tab);
      browser.until(STATUS + " === 'Waiting' && !" + MAIN + ".includes('Reading ')");
      assertEquals(
          "0",
          browser.evaluate(
              "document.querySelectorAll('main img, script:not([src]), main script').length"),
          tab);
      assertEquals(
          "true", browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab);
      assertEquals("true", browser.evaluate("document.querySelectorAll('*').length < 3000"), tab);
    }
    show("jobs/" + job + "?tab=input");
    says("<script>complaints.push");
    show("jobs/" + job + "/proposals/" + server.proposal(job));
    browser.until("document.querySelector('.actions button')");
    assertEquals("true", browser.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    show("jobs");
    says("<img src=x");
    assertEquals("0", browser.evaluate("document.querySelectorAll('main img').length"));
    atADesk();
  }

  /// Opens a job and says what can be done with it.
  private void shows(String page, String status, String words, String offered) {
    show("jobs/" + page);
    browser.until(STATUS + " === '" + status + "'");
    browser.until(MAIN + ".includes('" + words + "')");
    browser.until(OFFERED + " === '" + offered + "'");
  }

  @Test
  void everyWayToEndAndToWaitHasItsWordsAndItsButtons() {
    String waiting = server.submit(HeldJobs.HELD, "waiting");
    shows(waiting, "Waiting", "Waiting for a boss", "Pause,Cancel,Fork");
    browser.press("Pause");
    is("Paused");
    shows(waiting, "Paused", "continues when a person resumes it", "Resume,Cancel,Fork");
    browser.press("Resume");
    is("Waiting");
    browser.press("Cancel");
    browser.fill("dialog textarea", "not needed");
    browser.press("Cancel the run");
    is("Cancelled");
    shows(waiting, "Cancelled", "not needed", "Fork,Run again");
    String unmet = server.submit(HeldJobs.UNMET, "halted");
    shows(unmet, "Halted", "This invariant does not hold: two_words", "Continue,Fork,Run again");
    String poor =
        server.submit(
            HeldJobs.GROWTH.replaceFirst("\\{", "{\"budget\":{\"max_cycles\":1},"), "halted");
    shows(poor, "Halted", "used up its budget of 1 for cycles", "Continue,Fork,Run again");
    String done = server.submit(HeldJobs.GROWTH, "converged");
    shows(done, "Converged", "no agent had anything to add", "Fork,Run again");
    shows(done + "?tab=proof", "Converged", "Replay this run", "Fork,Run again");
    browser.press("Replay this run");
    says("Identical: every event of the replay");
    browser.until(
        "[...document.querySelectorAll('main td')].some(t => t.textContent === 'replay')");
    browser.press("Erase the content of this job");
    browser.press("Erase");
    browser.until("location.pathname.endsWith('/jobs')");
    show("jobs/" + done);
    says("The content of this job was erased");
    assertEquals("0", browser.evaluate("document.querySelectorAll('main button').length"));
  }

  @Test
  void aRejectionIsSaidWithWhoeverRejectedAndWhatBecameOfTheProposal() {
    String waiting = server.submit(HeldJobs.HELD, "waiting");
    show("jobs/" + waiting + "/proposals/" + server.proposal(waiting));
    says("Your name");
    browser.fill("main section > label textarea", "too vague");
    browser.fill("main section > label input", "ann");
    browser.press("Reject");
    says("Rejected by ann");
    says("too vague");
    says("The proposal was dropped");
  }

  @Override
  Path templates(Path folder) throws IOException {
    super.templates(folder);
    return HeldJobs.modest(folder);
  }

  @Test
  void theDataOfASeedHasFieldsAndWhatIsWrongStandsAtTheSeed() {
    show("new?template=modest");
    String fields = "main fieldset [role=group] ";
    browser.until("document.querySelector('" + fields + "select')");
    browser.fill("main fieldset textarea", "A house by the sea.");
    browser.fill(fields + "input[type=number]", "0");
    browser.fill(fields + "select", "house");
    browser.fill(fields + "textarea", "quiet\nold");
    browser.evaluate("document.querySelector('main form').noValidate = true; 0");
    browser.press("Submit the job");
    browser.until(
        "[...document.querySelectorAll('main fieldset .problem')].some(p =>"
            + " p.textContent.includes('at least 1'))");
    browser.fill(fields + "input[type=number]", "3");
    browser.press("Submit the job");
    browser.until("location.pathname.includes('/jobs/')");
    is("Converged");
    String job = browser.evaluate("location.pathname.split('/').pop()");
    String sent = server.send("GET", "/api/v1/jobs/" + job + "/submission", "");
    assertTrue(
        sent.contains("{\"amount\":3,\"comments\":[\"quiet\",\"old\"],\"kind\":\"house\"}"), sent);
  }

  @Test
  void aRunWhoseAgentHasNoModelSaysWhatEachModelLacksAndWhatToDo() {
    String job = server.submit(HeldJobs.MODEST, "converged");
    show("jobs/" + job + "?tab=models");
    says("No model was available");
    browser.until(
        "[...document.querySelectorAll('main td')].some(t => t.textContent.includes('set '))");
    says("environment, and start it again");
  }

  /// What the server says of a run is changed on its way: runs that end so need a provider that is
  /// away, an agent that contradicts itself or a fault of the server.
  private void asIf(String job, String changes, String status, String words, String offered) {
    show("jobs");
    browser.until("document.querySelector('tbody')");
    browser.evaluate(
        "fetch = (real => async (path, options) => {"
            + " const answer = await real(path, options);"
            + " if (!new URL(path).pathname.endsWith('/api/v1/jobs/"
            + job
            + "')) return answer;"
            + " return new Response(JSON.stringify({...await answer.json(), "
            + changes
            + "}), {headers: {'content-type': 'application/json'}}); })(fetch); 0");
    browser.evaluate(
        "history.pushState(null, '', '/console/jobs/"
            + job
            + "'); dispatchEvent(new PopStateEvent('popstate')); 0");
    is(status);
    says(words);
    browser.until(OFFERED + " === '" + offered + "'");
  }

  @Test
  void aRunThatEndedThroughOthersSaysThroughWhomAndWhatCanBeDone() {
    String job = server.submit(HeldJobs.GROWTH, "converged");
    String halted = "status: 'halted', reason: ";
    asIf(
        job,
        halted + "'conflict', halt: {agent: 'strategy', fact_id: 'strategy:1'}",
        "Halted",
        "strategy contradicted the fact strategy:1",
        "Fork,Run again");
    asIf(
        job,
        halted + "'rejected', detail: 'ann rejected strategy:1'",
        "Halted",
        "ann rejected strategy:1",
        "Fork,Run again");
    asIf(
        job,
        halted + "'agent', detail: 'strategy: no answer after 3 attempts'",
        "Halted",
        "strategy: no answer after 3 attempts",
        "Continue,Fork,Run again");
    asIf(
        job,
        halted + "'provider_unavailable', halt: {agent: 'strategy', provider: 'openai'}",
        "Halted",
        "openai is unavailable, and strategy needs it",
        "Continue,Fork,Run again");
    asIf(
        job,
        "status: 'failed', detail: 'incident 12'",
        "Failed",
        "The server had an internal error",
        "Fork,Run again");
  }
}
