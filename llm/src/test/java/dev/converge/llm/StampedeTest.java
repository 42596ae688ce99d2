package dev.converge.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.converge.core.AgentSpec;
import dev.converge.core.Budget;
import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Keys;
import dev.converge.core.Mode;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Status;
import dev.converge.core.json.Json;
import dev.converge.engine.AgentCall;
import dev.converge.engine.AgentFailure;
import dev.converge.engine.Agents;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.Recordings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many runs that a provider turned away together. Time is the test's: it goes from one thing that
/// is due to the next.
final class StampedeTest {
  private static final int RUNS = 100;
  private static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

  /// A run, and when it is looked at next.
  private static final class Run {
    final int order;
    RunState state;
    Instant due = Flow.NOON;

    Run(int order, RunState state) {
      this.order = order;
      this.state = state;
    }
  }

  private final AtomicReference<Instant> now = new AtomicReference<>(Flow.NOON);
  private final List<Duration> arrivals = new ArrayList<>();
  private final List<Duration> asked = new ArrayList<>();
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
            _ -> {});
  }

  private static Program program(Duration longest) {
    AgentSpec agent =
        Flow.agent(
            "speaker",
            AgentSpec.Eligibility.all(Keys.SEEDS),
            "Say what the seed says.",
            Flow.output("Words", "word:", 1, 1, Keys.SEEDS));
    return Program.of(
        new Program.Definition(
            "crowd",
            "1.0.0",
            "0",
            "",
            List.of(),
            List.of(agent),
            List.of(),
            List.of(),
            new Budget(5, 50, longest, 1_000_000, 1_000_000),
            Json.Obj.EMPTY));
  }

  private static void turnAway(String after) {
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("crowd")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("well")
            .willReturn(aResponse().withStatus(429).withHeader("retry-after", after)));
    String words =
        "{\\\"Words\\\":[{\\\"content\\\":\\\"It rains.\\\",\\\"cites\\\":[\\\"s:1\\\"],\\\"confidence\\\":0.5}]}";
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("crowd")
            .whenScenarioStateIs("well")
            .willReturn(
                aResponse()
                    .withBody(
                        "{\"choices\":[{\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}],"
                                .formatted(words)
                            + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}")));
  }

  /// All runs begin at noon and go on until each is over.
  private List<Run> crowd(Program program) throws InterruptedException {
    PriorityQueue<Run> queue =
        new PriorityQueue<>(
            Comparator.comparing((Run run) -> run.due).thenComparingInt(run -> run.order));
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      Run run = new Run(i, Core.initial(program));
      step(
          program,
          run,
          new Input.Started(
              "job_" + i,
              Mode.LIVE,
              Flow.seeds("s:1", "It rains."),
              program.definition().budget(),
              agents.versions(program),
              Flow.NOON));
      all.add(run);
      queue.add(run);
    }
    while (!queue.isEmpty()) {
      Run run = queue.remove();
      now.set(run.due);
      if (turn(program, run)) {
        queue.add(run);
      }
    }
    return all;
  }

  private static void step(Program program, Run run, Input input) {
    run.state = Core.step(program, run.state, input).next();
  }

  /// Does what is open; false once the run is over.
  private boolean turn(Program program, Run run) throws InterruptedException {
    Instant wake = null;
    for (Request request : Core.outstanding(program, run.state)) {
      switch (request) {
        case Request.ChooseModels choose -> {
          Agents.Choice choice = agents.choose(program, choose, run.state.context(), Mode.LIVE);
          step(
              program,
              run,
              new Input.Quoted(choose.cycle(), choice.quotes(), choice.missing(), now.get()));
          return true;
        }
        case Request.AskAgent ask -> {
          step(program, run, answer(program, run, ask));
          return true;
        }
        case Request.AskPerson _ -> {}
        case Request.WakeAt(Instant at) -> wake = wake == null || at.isBefore(wake) ? at : wake;
      }
    }
    if (wake == null || run.state.status().isFinal()) {
      return false;
    }
    if (wake.isAfter(now.get())) {
      run.due = wake;
      return true;
    }
    step(program, run, new Input.TimeReached(wake));
    return true;
  }

  private Input answer(Program program, Run run, Request.AskAgent ask) throws InterruptedException {
    AgentSpec spec = program.agent(ask.agent()).orElseThrow();
    AgentCall call =
        new AgentCall(
            "run_" + run.order,
            program,
            spec,
            ask,
            run.state.context(),
            Mode.LIVE,
            now.get().plus(spec.deadline()));
    Duration since = Duration.between(Flow.NOON, now.get());
    int before = SERVER.findAll(anyRequestedFor(anyUrl())).size();
    asked.add(since);
    try {
      return new Input.Answered(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          agents.agent(program, spec, Mode.LIVE).ask(call),
          now.get());
    } catch (AgentFailure failure) {
      return new Input.Failed(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          failure.kind(),
          String.valueOf(failure.getMessage()),
          failure.retryAfter(),
          failure.calls(),
          now.get());
    } finally {
      if (SERVER.findAll(anyRequestedFor(anyUrl())).size() > before) {
        arrivals.add(since);
      }
    }
  }

  @Test
  void g05RunsThatWereTurnedAwayTogetherDoNotComeBackTogether() throws Exception {
    turnAway("2");
    List<Run> runs = crowd(program(Duration.ofMinutes(1)));
    for (Run run : runs) {
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
  void g05ARunIsOverAtItsDeadlineHoweverLongItWasToWait() throws Exception {
    turnAway("3600");
    List<Run> runs = crowd(program(Duration.ofSeconds(10)));
    for (Run run : runs) {
      assertEquals(Status.HALTED, run.state.status());
      assertFalse(run.due.isAfter(Flow.NOON.plusSeconds(10)), run.due::toString);
    }
    assertEquals(List.of(Duration.ZERO), arrivals);
    assertEquals(RUNS, asked.size());
  }
}
