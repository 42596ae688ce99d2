package dev.converge.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.converge.core.Body;
import dev.converge.core.Core;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.recording.Recordings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Many runs whose provider turns them away together, or is away for a while.
final class StampedeTest {
  private static final int RUNS = 100;

  /// Within which runs go on once the provider is back.
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

  private final AtomicReference<Instant> now = new AtomicReference<>(Flow.NOON);
  private final List<Duration> arrivals = new ArrayList<>();
  private ModelAgents agents = new ModelAgents(now::get);

  @BeforeAll
  static void start() {
    SERVER.start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @BeforeEach
  void clear() {
    SERVER.resetAll();
    String yaml =
        """
        providers:
          p: { api: openai-compatible, base_url: "%s", max_concurrent: 64 }
        models:
          - { provider: p, model: m, input_usd: 1, output_usd: 1, context: 100000 }
        """
            .formatted(SERVER.baseUrl());
    agents =
        new ModelAgents(
            now::get,
            CatalogueReader.read("test.yaml", yaml, ModelCatalogue.none()),
            _ -> Optional.empty(),
            Recordings.none(),
            _ -> arrivals.add(Duration.between(Flow.NOON, now.get())));
  }

  private static void turnAway(String after) {
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("crowd")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("well")
            .willReturn(aResponse().withStatus(429).withHeader("retry-after", after)));
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("crowd")
            .whenScenarioStateIs("well")
            .willReturn(aResponse().withBody(Crowd.answer())));
  }

  private List<Crowd.Run> crowd(Duration longest) throws InterruptedException {
    return new Crowd(Crowd.program(longest), agents, now, () -> {}).run(RUNS);
  }

  /// A crowd whose provider is away until a time.
  private List<Crowd.Run> crowdWithout(Duration away) throws InterruptedException {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
    Runnable returns =
        () -> {
          if (!now.get().isBefore(Flow.NOON.plus(away))) {
            SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withBody(Crowd.answer())));
          }
        };
    return new Crowd(Crowd.program(Duration.ofMinutes(1)), agents, now, returns).run(RUNS);
  }

  // G05
  @Test
  void runsThatWereTurnedAwayTogetherDoNotComeBackTogether() throws Exception {
    turnAway("2");
    for (Crowd.Run run : crowd(Duration.ofMinutes(1))) {
      assertEquals(Status.CONVERGED, run.state.status(), run.state.detail().orElse(""));
    }
    // One was told to wait, and that held for all: nobody else came before.
    assertEquals(Duration.ZERO, arrivals.getFirst());
    List<Duration> back = arrivals.subList(1, arrivals.size());
    assertEquals(RUNS, back.size());
    Duration first = Duration.ofSeconds(2);
    Duration last = first.plus(Core.FIRST_BACKOFF);
    back.forEach(
        at -> assertTrue(at.compareTo(first) >= 0 && at.compareTo(last) <= 0, at::toString));
    assertTrue(new TreeSet<>(back).size() > RUNS / 2, back::toString);
    // Full jitter: early, in the middle and late alike; no tenth of the time takes a wave.
    int[] tenths = new int[10];
    back.forEach(at -> tenths[(int) Math.min(9, at.minus(first).toMillis() / 50)]++);
    for (int i = 0; i < tenths.length; i++) {
      int here = tenths[i];
      assertTrue(here >= 1 && here <= 30, "tenth " + i + ": " + here + " of " + RUNS);
    }
  }

  @Test
  void aRunPausesItselfInTimeHoweverLongItWasToWait() throws Exception {
    turnAway("3600");
    for (Crowd.Run run : crowd(Duration.ofSeconds(10))) {
      assertEquals(Status.PAUSED, run.state.status());
      assertEquals(HaltReason.PROVIDER_UNAVAILABLE, run.state.reason().orElseThrow());
      assertEquals(Flow.NOON.plus(AgentSpec.DEFAULT_GIVE_UP_AFTER), run.state.at());
      assertTrue(run.state.spent().running().compareTo(Duration.ofSeconds(10)) < 0);
    }
    assertEquals(List.of(Duration.ZERO), arrivals);
    assertFalse(agents.back("p"), "it asked callers to wait for an hour");
    now.set(Flow.NOON.plusSeconds(3600));
    assertTrue(back());
  }

  @Test
  void aProviderIsBackOnceItAnswersAnythingThatIsNotAnOutage() {
    for (int status : new int[] {200, 401, 404}) {
      SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));
      assertTrue(back(), "status " + status);
    }
    for (int status : new int[] {408, 429, 500, 503}) {
      SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));
      assertFalse(agents.back("p"), "status " + status);
    }
    assertTrue(agents.back("nobody"));
  }

  static IntStream outages() {
    return "long".equals(System.getProperty("converge.tests"))
        ? IntStream.of(1, 4, 10, 60, 300)
        : IntStream.of(1, 4, 10, 60);
  }

  @ParameterizedTest
  @MethodSource("outages")
  void anOutageEndsNoRunAndAllGoOnSoonAfterIt(int seconds) throws Exception {
    Duration away = Duration.ofSeconds(seconds);
    for (Crowd.Run run : crowdWithout(away)) {
      assertEquals(Status.CONVERGED, run.state.status(), run.state.detail().orElse(""));
      assertFalse(run.state.at().isAfter(Flow.NOON.plus(away).plus(SOON)), run.state::toString);
      assertTrue(
          run.events.stream()
              .allMatch(event ->
                  !(event.body() instanceof Body.AgentFailed failed)
                      || failed.kind() == FailureKind.OUTAGE));
    }
    // Nobody pays twice: whatever was answered made a fact.
    assertEquals(RUNS, answered());
    long probes = arrivals.stream().filter(at -> at.compareTo(away) < 0).count();
    assertTrue(probes <= 10L + seconds, () -> probes + " calls in " + away);
  }

  /// Whether the provider is seen to be back. A machine that is busy with others may answer too
  /// late at first.
  private boolean back() {
    for (int i = 0; i < 20; i++) {
      if (agents.back("p")) {
        return true;
      }
    }
    return false;
  }

  private static long answered() {
    return SERVER.getAllServeEvents().stream()
        .filter(event -> event.getResponse().getStatus() == 200)
        .count();
  }

  @Test
  void aRunThatWaitsForAProviderSaysSoAndContinuesRunning() throws Exception {
    Crowd.Run run = crowdWithout(Duration.ofSeconds(20)).getFirst();
    Body.RunStatus waiting =
        run.events.stream()
            .map(event -> event.body())
            .filter(Body.RunStatus.class::isInstance)
            .map(Body.RunStatus.class::cast)
            .filter(status -> status.outage() != null)
            .findFirst()
            .orElseThrow();
    assertEquals(Status.RUNNING, waiting.status());
    assertEquals("waiting for p since 2026-01-01T12:00:00.000Z", waiting.detail());
    assertTrue(run.state.outage().isEmpty());
    assertEquals(Duration.ZERO, run.state.spent().running());
  }
}
