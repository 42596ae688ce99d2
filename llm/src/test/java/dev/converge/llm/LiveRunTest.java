package dev.converge.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.provider.ProviderContract;
import dev.converge.llm.recording.RecordingFiles;
import dev.converge.llm.recording.Recordings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs of the shipped flow against providers that answer as the contract of each asks.
final class LiveRunTest {
  /// Answers as the reasoner would, in the form of chat completions: a model that keeps its
  /// contract.
  private static final class Answering implements ResponseTransformerV2 {
    static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

    @Override
    public String getName() {
      return "answering";
    }

    /// The first fact of the competitors rests on the first page.
    private static String cited(String agent) {
      String text = String.valueOf(ANSWERS.get(agent));
      return agent.equals("competitor")
          ? text.replaceFirst("\"content\":\"", "\"content\":\"[1] ")
          : text;
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }

    @Override
    public Response transform(Response response, ServeEvent event) {
      Json.Obj request = (Json.Obj) Json.parse(event.getRequest().getBodyAsString());
      String prompt = request.canonical();
      String agent =
          ANSWERS.keySet().stream()
              .filter(name -> prompt.contains("the agent \\\"" + name + "\\\""))
              .findFirst()
              .orElseThrow();
      Json.Obj message = Json.object().put("content", cited(agent)).build();
      Json.Obj body =
          Json.object()
              .put("id", "chat-" + agent)
              .put(
                  "choices",
                  Json.array(
                      List.of(
                          Json.object()
                              .put("message", message)
                              .put("finish_reason", "stop")
                              .build())))
              .put("citations", Json.strings(List.of("https://example.org/" + agent)))
              .put(
                  "usage",
                  Json.object().put("prompt_tokens", 1000).put("completion_tokens", 200).build())
              .build();
      return Response.Builder.like(response).but().body(body.canonical()).build();
    }
  }

  private static final WireMockServer SERVER =
      new WireMockServer(
          WireMockConfiguration.options()
              .bindAddress("127.0.0.1")
              .dynamicPort()
              .extensions(new Answering()));

  private static final Program GROWTH = Shipped.program("growth-strategy");
  private static final List<Seed> SEEDS = Samples.of("ledger");

  @BeforeAll
  static void start() throws InterruptedException {
    SERVER.start();
    Answering.ANSWERS.putAll(Flow.offlineAnswers(GROWTH, SEEDS));
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @AfterEach
  void clear() {
    SERVER.resetAll();
  }

  private static ModelCatalogue catalogue() {
    String models = "";
    for (String provider : List.of("first", "second")) {
      String price = provider.equals("first") ? "1" : "1.5";
      models +=
          """
            - { provider: %s, model: m, input_usd: %s, output_usd: %s, context: 200000, latency_ms: 1000, quality: 0.9,
                reasoning: true, web_search: true, structured_output: true }
          """
              .formatted(provider, price, price);
    }
    return CatalogueReader.read(
        "test.yaml",
        """
        providers:
          first: { api: openai-compatible, base_url: "%s/first", key: FIRST_KEY }
          second: { api: openai-compatible, base_url: "%s/second", key: SECOND_KEY }
        models:
        %s
        """
            .formatted(SERVER.baseUrl(), SERVER.baseUrl(), models),
        ModelCatalogue.none());
  }

  private static void answers(String provider) {
    SERVER.stubFor(
        any(urlPathMatching("/" + provider + "/.*"))
            .willReturn(aResponse().withTransformers("answering")));
  }

  private static void fails(String provider, int status) {
    SERVER.stubFor(
        any(urlPathMatching("/" + provider + "/.*"))
            .willReturn(aResponse().withStatus(status).withBody("{}")));
  }

  private static Flow.Ran run(Mode mode, List<Seed> seeds, ModelAgents agents)
      throws InterruptedException {
    return Flow.run(GROWTH, Shipped.with(agents), mode, seeds);
  }

  private static ModelAgents agents(Recordings recordings, List<ModelCall> calls) {
    return new ModelAgents(
        InstantSource.fixed(Flow.NOON),
        catalogue(),
        _ -> Optional.of(ProviderContract.KEY),
        recordings,
        calls::add);
  }

  @Test
  void theCheapestProviderAnswersAndUsageAndCostAddUp() throws Exception {
    answers("first");
    List<ModelCall> calls = new ArrayList<>();
    Flow.Ran ran = run(Mode.LIVE, SEEDS, agents(Recordings.none(), calls));
    assertEquals(Status.CONVERGED, ran.state().status(), ran.state().detail().orElse(""));
    assertEquals(6, calls.size());
    assertEquals(6 * 1200, ran.state().spent().tokens());
    assertEquals(6 * 1200, ran.state().spent().costMicros());
    for (Event event : ran.events()) {
      assertFalse(event.toString().contains(ProviderContract.KEY), event::toString);
      if (event.body() instanceof Body.ModelCalled called) {
        assertEquals("first", called.call().provider());
        assertFalse(called.overrun());
      }
    }
    Fact fact = ran.state().context().facts("Competitors").getFirst();
    assertEquals(Provenance.Origin.LIVE, fact.provenance().origin());
    assertEquals("https://example.org/competitor", fact.citations().getFirst().source());
    for (Fact other : ran.state().context().facts()) {
      assertTrue(other.id().equals(fact.id()) || other.citations().isEmpty(), other::toString);
    }
  }

  @Test
  void aProviderThatIsDownIsStoodInFor() throws Exception {
    fails("first", 503);
    answers("second");
    List<ModelCall> calls = new ArrayList<>();
    Flow.Ran ran = run(Mode.LIVE, SEEDS, agents(Recordings.none(), calls));
    assertEquals(Status.CONVERGED, ran.state().status(), ran.state().detail().orElse(""));
    assertEquals(6 * 1200 * 3 / 2, ran.state().spent().costMicros());
    assertTrue(calls.stream().anyMatch(c -> c.outcome() == ModelOutcome.UNAVAILABLE));
    assertEquals(6, calls.stream().filter(c -> c.provider().equals("second")).count());
  }

  @Test
  void whereNoneIsLeftTheRunHaltsAndSaysWhy() throws Exception {
    fails("first", 401);
    fails("second", 403);
    Flow.Ran ran = run(Mode.LIVE, SEEDS, agents(Recordings.none(), new ArrayList<>()));
    assertEquals(HaltReason.AGENT, ran.state().reason().orElseThrow());
    assertTrue(
        ran.state()
            .detail()
            .orElse("")
            .contains(
                "first/m: status 401 (check FIRST_KEY); second/m: status 403 (check SECOND_KEY)"),
        ran.state().detail().orElse(""));

    ModelAgents bare =
        new ModelAgents(
            InstantSource.fixed(Flow.NOON),
            catalogue(),
            _ -> Optional.empty(),
            Recordings.none(),
            _ -> {});
    Flow.Ran without = run(Mode.LIVE, SEEDS, bare);
    assertTrue(without.state().detail().orElse("").contains("expected: FIRST_KEY or SECOND_KEY"));
  }

  @Test
  void theSameRunFromRecordingsMakesNoCallAndComesToTheSame(@TempDir Path directory)
      throws Exception {
    answers("first");
    RecordingFiles files = new RecordingFiles(directory.resolve("recorded"));
    ModelAgents recording =
        new ModelAgents(
            InstantSource.fixed(Flow.NOON),
            catalogue(),
            _ -> Optional.of(ProviderContract.KEY),
            Recordings.none(),
            files);
    Flow.Ran live = run(Mode.LIVE, SEEDS, recording);
    SERVER.resetAll();

    List<ModelCall> calls = new ArrayList<>();
    for (Event event : live.events()) {
      if (event.body() instanceof Body.ModelCalled called) {
        calls.add(called.call());
      }
    }
    for (Recordings source : List.of(files, Recordings.of(calls))) {
      ModelAgents agents =
          new ModelAgents(
              InstantSource.fixed(Flow.NOON),
              ModelCatalogue.none(),
              _ -> Optional.empty(),
              source,
              _ -> {});
      Flow.Ran again = run(Mode.RECORDED, SEEDS, agents);
      assertEquals(Status.CONVERGED, again.state().status(), again.state().detail().orElse(""));
      assertEquals(
          live.state().summary().orElseThrow().resultHash(),
          again.state().summary().orElseThrow().resultHash());
      assertEquals(0, again.state().spent().costMicros());
      assertEquals(live.state().spent().tokens(), again.state().spent().tokens());
    }
    assertEquals(0, SERVER.findAll(postRequestedFor(anyUrl())).size());
    try (Stream<Path> written = Files.list(directory.resolve("recorded"))) {
      for (Path file : written.toList()) {
        assertTrue(file.getFileName().toString().matches("[0-9a-f]{64}\\.json"));
        assertFalse(Files.readString(file).contains(ProviderContract.KEY));
      }
    }
  }

  @Test
  void aChangedSeedNamesTheFirstRequestThatIsNotRecorded() throws Exception {
    answers("first");
    List<ModelCall> calls = new ArrayList<>();
    run(Mode.LIVE, SEEDS, agents(Recordings.none(), calls));
    List<Seed> changed = new ArrayList<>(SEEDS);
    changed.set(1, new Seed("product:ledger", "Something else", null));
    Flow.Ran ran = run(Mode.RECORDED, changed, agents(Recordings.of(calls), new ArrayList<>()));
    assertEquals(Status.HALTED, ran.state().status());
    assertTrue(
        ran.state()
            .detail()
            .orElse("")
            .matches(".*agent market_signal: no recording of request [0-9a-f]{64}.*"),
        ran.state().detail().orElse(""));
  }

  @Test
  void anAnswerThatBreaksItsContractIsCorrectedOnceWithTheProblemNamed() throws Exception {
    answers("first");
    String good = Answering.ANSWERS.get("market_signal");
    Answering.ANSWERS.put(
        "market_signal", String.valueOf(good).replace("\"growth\"", "\"Wachstum\""));
    try {
      Flow.Ran ran = run(Mode.LIVE, SEEDS, agents(Recordings.none(), new ArrayList<>()));
      assertEquals(HaltReason.AGENT, ran.state().reason().orElseThrow());
      assertTrue(
          ran.state().detail().orElse("").contains("data.kind: \"Wachstum\""),
          ran.state().detail().orElse(""));
      List<String> sent =
          SERVER.findAll(postRequestedFor(anyUrl())).stream()
              .map(r -> r.getBodyAsString())
              .toList();
      assertEquals(2, sent.size());
      assertTrue(sent.getLast().contains("Correct these problems of your last answer"));
      assertTrue(sent.getLast().contains("Wachstum"));
    } finally {
      Answering.ANSWERS.put("market_signal", String.valueOf(good));
    }
  }
}
