package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.testkit.Browser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Pages of three servers on one PostgreSQL, in a real browser: the server under an open page is
/// killed, and another one takes its run over. In the long tier, since a server is missed only
/// after seconds.
@EnabledIfSystemProperty(named = "converge.tests", matches = "long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleReplicasTest {
  /// Longer than any test: whoever asks gets no answer before it is killed.
  private static final Duration FOR_EVER = Duration.ofMinutes(10);

  private static final String LOST =
      ConsoleTest.MAIN + ".includes('The connection to the server was lost')";

  /// Counts how often the page says that the connection was lost, by its changes.
  private static final String COUNT_LOSSES =
      """
      window.losses = 0; window.away = false;
      new MutationObserver(() => {
        const away = (document.querySelector('main')?.innerText ?? '').includes('The connection to the server was lost');
        if (away && !window.away) window.losses++;
        window.away = away;
      }).observe(document, {childList: true, subtree: true, characterData: true});
      """;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private StubProvider provider;
  private ReplicaServers servers;
  private Browser browser;
  private int topics;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    browser = new Browser(folder.resolve("profile"));
    browser.beforeEveryPage(COUNT_LOSSES);
    browser.device(1440, 4000, false);
    provider = new StubProvider();
    servers = new ReplicaServers(folder, provider, false);
    for (int i = 0; i < ReplicaServers.COUNT; i++) {
      until(i, "/ready", "one of 3");
    }
  }

  @AfterAll
  void close() throws Exception {
    browser.close();
    servers.close();
    provider.close();
    client.close();
  }

  /// Sends a request, again while the server cannot: one that is sent twice counts once.
  private String send(int server, String method, String path, String body) throws Exception {
    String key = UUID.randomUUID().toString();
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    while (true) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(servers.uri(server).resolve(path))
                  .header("content-type", "application/json")
                  .header("idempotency-key", key)
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 503 || System.nanoTime() > end) {
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return answer.body();
      }
    }
  }

  private void until(int server, String path, String says) throws Exception {
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    while (!send(server, "GET", path, "").contains(says)) {
      assertTrue(System.nanoTime() < end, () -> path + " never says " + says);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /// Submits a job at a server, which drives it and waits for a model for ever.
  private String stuck(int server) throws Exception {
    provider.think(FOR_EVER);
    int topic = ++topics;
    String job =
        """
        {"template":"reviewed","mode":"live",
         "seeds":[{"id":"topic:1","content":"topic number %d"}]}\
        """;
    String id = HeldJobs.text(send(server, "POST", "/api/v1/jobs", job.formatted(topic)), "job_id");
    String asked = "note " + topic;
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    while (!provider.answered().containsKey(asked)) {
      assertTrue(System.nanoTime() < end, "the model is never asked");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    provider.think(Duration.ZERO);
    return id;
  }

  private void show(URI at, String job) {
    browser.open(at.resolve("/console/jobs/" + job + "?tab=events").toString());
    browser.until(
        ConsoleTest.STATUS + " === 'Running' && document.querySelectorAll('.event').length > 2");
    browser.evaluate("window.sameAsBefore = true; 0");
  }

  private void is(String status) {
    browser.until(ConsoleTest.STATUS + " === '" + status + "'");
  }

  /// Decides at a server, and looks whether the page shows every event once.
  private void converges(int server, String job) throws Exception {
    String path = "/api/v1/jobs/" + job;
    until(server, path, "\"waiting\"");
    send(server, "POST", path + "/proposals/prop:1:noter:1/approve", "{\"actor\":\"ann\"}");
    is("Converged");
    browser.until("!" + LOST);
    assertEquals("true", browser.evaluate("sameAsBefore"), "the page was not loaded anew");
    String numbers =
        browser.evaluate(
            "fetch('"
                + path
                + "/events?limit=1000').then(r => r.json())"
                + ".then(p => p.events.map(e => e.sequence).join())");
    browser.until(ConsoleTest.NUMBERS + " === '" + numbers + "'");
    assertEquals("true", browser.evaluate(ConsoleTest.WITHOUT_GAPS));
    int losses = Integer.parseInt(browser.evaluate("losses"));
    assertTrue(losses > 0, "the connection was lost");
    System.out.printf(
        "console of replicas: %s events, connection lost %d times%n",
        numbers.substring(numbers.lastIndexOf(',') + 1), losses);
  }

  @Test
  void thePageOfAServerThatIsKilledContinuesWhenItIsBackAlthoughAnotherDrivesTheRun()
      throws Exception {
    String job = stuck(0);
    show(servers.uri(0), job);
    ReplicaServers.Restart restart = servers.down(0);
    browser.until(LOST);
    // Another one takes it over, and asks again.
    until(1, "/api/v1/jobs/" + job, "\"waiting\"");
    restart.run();
    browser.until("!" + LOST);
    is("Waiting");
    converges(2, job);
  }

  @Test
  void behindAFrontThePageContinuesAtAnotherServerWhicheverIsKilled() throws Exception {
    int[] ports = new int[ReplicaServers.COUNT];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = servers.uri(i).getPort();
    }
    try (TcpProxy front = new TcpProxy(ports)) {
      String job = stuck(1);
      show(URI.create("http://127.0.0.1:" + front.port()), job);
      // One after the other, so that the page's own is among them.
      for (int i = 0; i < ports.length; i++) {
        ReplicaServers.Restart restart = servers.down(i);
        browser.until("!" + LOST);
        restart.run();
      }
      is("Waiting");
      converges(0, job);
    }
  }

  @Test
  void aListShowsWhatHappensAtAnotherServerAtOnce() throws Exception {
    browser.open(servers.uri(2).resolve("/console/jobs").toString());
    browser.until("document.querySelector('main h1')");
    provider.think(Duration.ZERO);
    String body =
        """
        {"template":"reviewed","mode":"live",
         "seeds":[{"id":"topic:1","content":"topic number 4711"}]}\
        """;
    String job = HeldJobs.text(send(0, "POST", "/api/v1/jobs", body), "job_id");
    until(0, "/api/v1/jobs/" + job, "\"waiting\"");
    browser.until(ConsoleTest.MAIN + ".includes('topic number 4711')");
  }
}
