package dev.converge.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.provider.AnthropicTest;
import dev.converge.llm.provider.GeminiTest;
import dev.converge.llm.provider.OpenAiTest;
import dev.converge.llm.provider.PerplexityTest;
import dev.converge.llm.provider.ProviderContract;
import dev.converge.llm.recording.Recordings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One run of the shipped flow over all kinds of providers, each answering in its own form.
final class EveryProviderRunTest {
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

  /// Answers as the reasoner would, in the form of the provider that is asked.
  private static final class Answering implements ResponseTransformerV2 {
    @Override
    public String getName() {
      return "answering";
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }

    @Override
    public Response transform(Response response, ServeEvent event) {
      String prompt = event.getRequest().getBodyAsString();
      String text =
          ANSWERS.entrySet().stream()
              .filter(each -> prompt.contains("the agent \\\"" + each.getKey() + "\\\""))
              .findFirst()
              .orElseThrow()
              .getValue();
      ProviderContract form = form(event.getRequest().getUrl());
      String body = form.body(text, form.ended()).canonical();
      return Response.Builder.like(response).but().body(body).build();
    }

    private static ProviderContract form(String url) {
      return switch (url.split("/", -1)[1]) {
        case "anthropic" -> new AnthropicTest();
        case "gemini" -> new GeminiTest();
        case "compatible" -> new PerplexityTest();
        default -> new OpenAiTest();
      };
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
    ANSWERS.putAll(Flow.offlineAnswers(GROWTH, SEEDS));
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @BeforeEach
  void clear() {
    SERVER.resetAll();
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers("answering")));
  }

  private static ModelCatalogue catalogue() {
    String at = SERVER.baseUrl();
    return CatalogueReader.read(
        "test.yaml",
        """
        providers:
          anthropic: { api: anthropic, base_url: "%s/anthropic", key: A }
          openai: { api: openai, base_url: "%s/openai", key: O }
          compatible: { api: perplexity, base_url: "%s/compatible", key: C }
          gemini: { api: gemini, base_url: "%s/gemini", key: G }
        models:
          - { provider: openai, model: fast, input_usd: 0.5, output_usd: 0.5, context: 200000, latency_ms: 1000, quality: 0.7, structured_output: true }
          - { provider: compatible, model: web, input_usd: 1, output_usd: 1, context: 200000, latency_ms: 1000, quality: 0.8, web_search: true }
          - { provider: gemini, model: think, input_usd: 2, output_usd: 2, context: 200000, latency_ms: 1000, quality: 0.76, reasoning: true, structured_output: true }
          - { provider: anthropic, model: write, input_usd: 3, output_usd: 3, context: 200000, latency_ms: 1000, quality: 0.9, reasoning: true, structured_output: true }
        """
            .formatted(at, at, at, at),
        ModelCatalogue.none());
  }

  private static Flow.Ran run(Mode mode, Recordings recordings) throws InterruptedException {
    ModelAgents agents =
        new ModelAgents(
            InstantSource.fixed(Flow.NOON),
            catalogue(),
            _ -> Optional.of(ProviderContract.KEY),
            recordings,
            _ -> {});
    return Flow.run(GROWTH, Shipped.with(agents), mode, SEEDS);
  }

  private static List<ModelCall> calls(Flow.Ran ran) {
    List<ModelCall> calls = new ArrayList<>();
    for (Event event : ran.events()) {
      if (event.body() instanceof Body.ModelCalled called) {
        calls.add(called.call());
      }
    }
    return calls;
  }

  /// Who answered each agent in the end.
  private static Map<String, String> answered(Flow.Ran ran) {
    Map<String, String> by = new TreeMap<>();
    for (Event event : ran.events()) {
      if (event.body() instanceof Body.ModelCalled called
          && called.call().outcome() == ModelOutcome.ANSWERED) {
        by.put(String.valueOf(event.agent()), called.call().provider());
      }
    }
    return by;
  }

  private static Map<String, String> expected(String analysis) {
    Map<String, String> expected = new TreeMap<>();
    expected.put("market_signal", "openai");
    expected.put("competitor", "compatible");
    expected.put("strategy", "anthropic");
    for (String agent : List.of("strategic_insight", "risk_assessment", "evaluation")) {
      expected.put(agent, analysis);
    }
    return expected;
  }

  @Test
  void eachAgentIsAnsweredByWhomTheCatalogueSaysAndTokensAndMoneyAddUp() throws Exception {
    Flow.Ran ran = run(Mode.LIVE, Recordings.none());
    assertEquals(Status.CONVERGED, ran.state().status(), ran.state().detail().orElse(""));
    assertEquals(expected("gemini"), answered(ran));
    List<ModelCall> calls = calls(ran);
    assertEquals(6, calls.size());
    assertEquals(6 * 150, ran.state().spent().tokens());
    // 150 tokens each at 0.5, 1, three times 2, and 3 dollars a million.
    assertEquals(75 + 150 + 3 * 300 + 450, ran.state().spent().costMicros());
    assertEquals(
        ran.state().spent().costMicros(), calls.stream().mapToLong(ModelCall::costMicros).sum());
  }

  @Test
  void oneThatIsDownIsStoodInForByTheNextThatMeetsTheRequirements() throws Exception {
    SERVER.stubFor(
        any(urlPathMatching("/gemini/.*")).atPriority(1).willReturn(aResponse().withStatus(503)));
    Flow.Ran ran = run(Mode.LIVE, Recordings.none());
    assertEquals(Status.CONVERGED, ran.state().status(), ran.state().detail().orElse(""));
    assertEquals(expected("anthropic"), answered(ran));
  }

  @Test
  void whereNobodyCanStandInTheRunHaltsAndNamesIt() throws Exception {
    SERVER.stubFor(
        any(urlPathMatching("/compatible/.*"))
            .atPriority(1)
            .willReturn(aResponse().withStatus(403)));
    Flow.Ran ran = run(Mode.LIVE, Recordings.none());
    assertEquals(Status.HALTED, ran.state().status());
    String detail = ran.state().detail().orElse("");
    assertTrue(
        detail.contains("competitor") && detail.contains("compatible/web: status 403"), detail);
  }

  @Test
  void theSameRunFromItsRecordingsCallsNobodyAndComesToTheSame() throws Exception {
    Flow.Ran live = run(Mode.LIVE, Recordings.none());
    SERVER.resetRequests();
    Flow.Ran again = run(Mode.RECORDED, Recordings.of(calls(live)));
    assertEquals(List.of(), SERVER.findAll(anyRequestedFor(anyUrl())));
    assertEquals(
        live.state().summary().orElseThrow().resultHash(),
        again.state().summary().orElseThrow().resultHash());
  }
}
