package dev.converge.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Spent;
import dev.converge.core.proposal.Rejection;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.ReplicaFigures;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.RawClient;
import dev.converge.runtime.server.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MANY_IDS = 100_000;
  private static final int MANY_PATHS = 10_000;
  private static final int AT_A_TIME = 100;
  private static final Pattern NAME = Pattern.compile("^# TYPE (converge_[a-z_]+) ([a-z]+)$");

  private final MetricsFeature metrics = new MetricsFeature();
  private final Fixture fixture =
      new Fixture(ServerSettings.DEFAULT, metrics.runs(), List.of(metrics));

  MetricsTest() {
    metrics.watch(fixture.engine, fixture.store::writable);
    metrics.watch(new OfAReplica());
  }

  private static final class OfAReplica implements ReplicaFigures {
    @Override
    public int members() {
      return 3;
    }

    @Override
    public Duration unconfirmed() {
      return Duration.ofMillis(1_500);
    }

    @Override
    public long fences() {
      return 1;
    }

    @Override
    public long takeovers() {
      return 2;
    }

    @Override
    public int waitingWrites() {
      return 7;
    }

    @Override
    public long reconnects() {
      return 4;
    }

    @Override
    public Duration listenerLag() {
      return Duration.ZERO;
    }
  }

  @Test
  void aReplicaShowsHowItStandsAmongTheOthers() {
    String scraped = scrape();
    assertLine(scraped, "converge_replica_members", "3.0");
    assertLine(scraped, "converge_replica_lease_age_seconds", "1.5");
    assertLine(scraped, "converge_replica_fences_total", "1.0");
    assertLine(scraped, "converge_replica_takeovers_total", "2.0");
    assertLine(scraped, "converge_store_writes_waiting", "7.0");
    assertLine(scraped, "converge_store_reconnects_total", "4.0");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String scrape() {
    return fixture.send(fixture.request("/metrics").header("Accept", "text/plain")).body();
  }

  /// Requests are counted once their answer has left, which its reader may see earlier.
  private String scrapeWith(String line) {
    Fixture.until(() -> scrape().lines().anyMatch(line::equals));
    return scrape();
  }

  private static void assertLine(String scraped, String series, String value) {
    assertTrue(
        scraped.lines().anyMatch((series + " " + value)::equals),
        () -> series + " " + value + " in\n" + scraped);
  }

  @Test
  void aJobIsCountedByItsTemplateAndItsOutcome() {
    String id = fixture.submit("chain");
    fixture.get("/api/v1/jobs/" + id + "?wait=30s");
    String scraped =
        scrapeWith(
            "converge_http_requests_total"
                + "{method=\"POST\",route=\"/api/v1/jobs\",status=\"202\"} 1.0");
    assertLine(scraped, "converge_jobs_started_total{template=\"chain\"}", "1.0");
    assertLine(
        scraped, "converge_jobs_ended_total{outcome=\"converged\",template=\"chain\"}", "1.0");
    assertLine(scraped, "converge_job_duration_seconds_count{template=\"chain\"}", "1");
    assertLine(scraped, "converge_runs_active", "0.0");
    assertLine(scraped, "converge_store_writable", "1.0");
    assertTrue(scraped.contains("jvm_memory_used_bytes"), "figures of the JVM");
  }

  private static <T> T one(T[] of, int i) {
    return of[i % of.length];
  }

  private static Event event(int sequence, String agent, Body body) {
    return new Event(sequence, 1, AT.plusMillis(sequence), agent, body);
  }

  private static Body.RunStatus ended(Status status, @Nullable HaltReason reason) {
    return new Body.RunStatus(
        status, Status.RUNNING, reason, null, null, null, Spent.NOTHING, null);
  }

  /// A run in which everything has a name of its own.
  private static List<Event> run(int i) {
    ModelCall call =
        new ModelCall(
            "provider" + i,
            "model" + i,
            one(ModelOutcome.values(), i),
            "hash",
            "{}",
            null,
            10,
            20,
            5,
            false,
            Duration.ofMillis(3),
            "request" + i);
    List<Event> events = new ArrayList<>();
    events.add(event(1, "agent" + i, new Body.CycleStarted(List.of())));
    events.add(event(2, "agent" + i, new Body.ModelCalled(1, call, false)));
    events.add(event(3, "agent" + i, new Body.AgentCompleted(1, 1, Duration.ofMillis(i % 7), 0)));
    FailureKind kind = one(FailureKind.values(), i);
    events.add(event(4, "agent" + i, new Body.AgentFailed(1, kind, "m" + i, List.of(), null)));
    Rejection code = one(Rejection.values(), i);
    events.add(
        event(5, "a", new Body.ProposalRejected("p" + i, "k" + i, code, "m" + i, "inv" + i)));
    events.add(event(6, "a", new Body.CycleCompleted(1, Spent.NOTHING)));
    HaltReason reason = one(HaltReason.values(), i);
    events.add(event(7, "a", ended(Status.HALTED, reason)));
    return events;
  }

  @Test
  void whateverNamesComeTheNumberOfSeriesIsBounded() {
    RunState state = state();
    for (int i = 0; i < MANY_IDS; i++) {
      JobStore.Job job =
          new JobStore.Job(
              "tenant" + i, "job_" + i, "run_" + i, "", "template" + i, "1.0.0", "h", null, AT);
      metrics.runs().appended(job, "run_" + i, run(i), state);
    }
    askForUnknownPaths();
    String scraped =
        scrapeWith(
            "converge_http_requests_total{method=\"GET\",route=\"other\",status=\"404\"} "
                + MANY_PATHS
                + ".0");
    long series = scraped.lines().filter(line -> !line.startsWith("#")).count();
    assertTrue(series < 2_000, () -> "series: " + series);
    assertTrue(series > 500, () -> "series: " + series);
    assertTrue(
        scraped.contains("converge_jobs_ended_total{outcome=\"budget\",template=\"other\"}"));
  }

  private void askForUnknownPaths() {
    WebClient client = WebClient.of(fixture.uri("/"));
    for (int i = 0; i < MANY_PATHS; i += AT_A_TIME) {
      List<CompletableFuture<AggregatedHttpResponse>> answers = new ArrayList<>();
      for (int j = i; j < i + AT_A_TIME; j++) {
        answers.add(client.get("/nothing/" + j).aggregate());
      }
      answers.forEach(answer -> assertEquals(404, answer.join().status().code()));
    }
  }

  @Test
  void everyFigureThatIsShownIsInTheReferenceWithItsType() {
    metrics.refusals().accept("key");
    metrics.watchTemporal(() -> true);
    metrics.commits().committed(3, Duration.ofMillis(2));
    metrics.runs().appended(job(), "run_1", everything(), state());
    continued();
    hangUp();
    scrapeWith("converge_http_disconnects_total{route=\"/api/v1/jobs/:id/stream\"} 1.0");
    Set<String> shown = new TreeSet<>();
    Set<String> expected = new TreeSet<>();
    scrape()
        .lines()
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .forEach(m -> {
          if (!m.group(1).endsWith("_max")) {
            shown.add(m.group(1) + " " + m.group(2));
          }
        });
    for (Metric figure : Metric.values()) {
      expected.add(figure.prometheusName() + " " + figure.type());
    }
    assertEquals(expected, shown);
  }

  private void continued() {
    String body = "{\"budget\":{\"max_cycles\":1}," + Fixture.job("chain").substring(1);
    String self =
        "/api/v1/jobs/" + Fixture.text(Fixture.json(fixture.post("/api/v1/jobs", body)), "job_id");
    fixture.once(self, "halted");
    fixture.post(self + "/continue", "{\"budget\":{\"max_cycles\":9},\"actor\":\"ann\"}");
    fixture.once(self, "converged");
  }

  private void hangUp() {
    String self = fixture.submitted("held");
    try (RawClient client = new RawClient(fixture.server.port())) {
      client.head("GET " + self + "/stream HTTP/1.1").readUntil("event: run_started");
    }
  }

  private RunState state() {
    String jobId = fixture.submit("chain");
    return fixture.engine.view(fixture.store.job("default", jobId).orElseThrow().runId()).state();
  }

  private static JobStore.Job job() {
    return new JobStore.Job("default", "job_1", "run_1", "", "t", "1.0.0", "h", null, AT);
  }

  private static List<Event> everything() {
    List<Event> events = new ArrayList<>(run(1));
    events.add(event(8, "a", ended(Status.WAITING, null)));
    events.add(
        event(
            9,
            "a",
            new Body.ApprovalRequested(
                "p", "g", "r", "f", null, dev.converge.core.decision.Decision.REJECTED)));
    return events;
  }
}
