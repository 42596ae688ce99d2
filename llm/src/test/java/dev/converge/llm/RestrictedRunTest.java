package dev.converge.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.provider.ProviderContract;
import dev.converge.llm.recording.Recordings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is confidential never reaches a model that is not on this machine.
final class RestrictedRunTest {
  private static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

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
  }

  private static final String MODEL =
      "  - { provider: %s, model: m, input_usd: %s, output_usd: %s, context: 200000, latency_ms: 1,"
          + " quality: 0.9, reasoning: true, web_search: true }\n";

  private static Flow.Ran run(boolean withLocal, Seed... more) throws InterruptedException {
    String yaml =
        """
        providers:
          far: { api: openai-compatible, base_url: "%s/far", key: FAR_KEY }
          near: { api: openai-compatible, base_url: "%s/near", local: true }
        models:
        """
                .formatted(SERVER.baseUrl(), SERVER.baseUrl())
            + MODEL.formatted("far", "1", "1")
            + (withLocal ? MODEL.formatted("near", "1.2", "1.2") : "");
    ModelAgents agents =
        new ModelAgents(
            InstantSource.fixed(Flow.NOON),
            CatalogueReader.read("test.yaml", yaml, ModelCatalogue.none()),
            _ -> Optional.of(ProviderContract.KEY),
            Recordings.none(),
            _ -> {});
    List<Seed> seeds = new ArrayList<>(Samples.of("ledger"));
    seeds.addAll(List.of(more));
    return Flow.run(Shipped.program("growth-strategy"), Shipped.with(agents), Mode.LIVE, seeds);
  }

  private static int asked(String provider) {
    return SERVER.findAll(anyRequestedFor(urlPathMatching("/" + provider + "/.*"))).size();
  }

  private static Seed matter(String tier) {
    return new Seed("matter:1", "", Json.object().put("confidentiality", tier).build());
  }

  @Test
  void anOpenMatterIsSentToTheCheapestFirst() throws Exception {
    run(true, matter("open"));
    assertTrue(asked("far") > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"restricted", "RESTRICTED", "secret", ""})
  void aRestrictedMatterHaltsWhereNoModelIsLocalAndSaysWhy(String tier) throws Exception {
    Flow.Ran ran = run(false, matter(tier));
    assertEquals(Status.HALTED, ran.state().status());
    String detail = ran.state().detail().orElse("");
    assertTrue(
        detail.contains("far/m: remote, and the matter is restricted (expected: a local model)"),
        detail);
    assertTrue(ran.events().toString().contains("remote, and the matter is restricted"));
    assertEquals(List.of(), SERVER.findAll(anyRequestedFor(anyUrl())));
  }

  @Test
  void theWordInTheTextIsEnough() throws Exception {
    run(false, new Seed("matter:1", "Ledger, restricted.", null));
    assertEquals(List.of(), SERVER.findAll(anyRequestedFor(anyUrl())));
  }

  @Test
  void aLocalModelThatFailsIsNotStoodInForByARemoteOne() throws Exception {
    Flow.Ran ran = run(true, matter("restricted"));
    assertEquals(Status.HALTED, ran.state().status());
    assertFalse(ran.state().detail().orElse("").contains("far/m: status"));
    assertTrue(asked("near") > 0, ran.state().detail().orElse(""));
    assertEquals(0, asked("far"));
  }
}
