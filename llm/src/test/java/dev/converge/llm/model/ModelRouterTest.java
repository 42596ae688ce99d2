package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.llm.Shipped;
import dev.converge.llm.provider.ProviderContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterTest {
  private static Optional<String> everything(String name) {
    return Optional.of(name.endsWith("_URL") ? "http://127.0.0.1:1/v1" : "set " + name);
  }

  private static ModelCatalogue catalogue(String... models) {
    return CatalogueReader.read(
        "test.yaml",
        """
        providers:
          a: { api: openai, base_url: "http://a", key: A_KEY }
          b: { api: anthropic, base_url: "http://b", key: B_KEY }
          home: { api: openai-compatible, base_url_from: HOME_URL, local: true }
        models:
        """
            + String.join("\n", List.of(models).stream().map(m -> "- {" + m + "}").toList()),
        ModelCatalogue.none());
  }

  private static final ModelCatalogue THREE =
      catalogue(
          "provider: a, model: cheap, input_usd: 0.1, output_usd: 0.5, quality: 0.6, context: 200000",
          "provider: a, model: good, input_usd: 2, output_usd: 10, quality: 0.9, reasoning: true, context: 200000",
          "provider: b, model: web, input_usd: 18, output_usd: 90, quality: 0.8, web_search: true, context: 200000",
          "provider: home, model: own, input_usd: 0, output_usd: 0, quality: 0.5, context: 200000");

  private static ModelRouter.Choice choose(
      ModelCatalogue catalogue, Function<String, Optional<String>> environment, String needs) {
    return new ModelRouter(catalogue, environment).choose(drafts(needs), false);
  }

  private static Drafts drafts(String needs) {
    return new Drafts(
        _ -> ProviderContract.request().brief(), (Json.Obj) Json.parse(needs), null, null);
  }

  private static List<String> names(ModelRouter.Choice choice) {
    return choice.candidates().stream().map(c -> c.model().name()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                      | home/own, a/cheap, a/good
          {"min_quality":0.55}                    | a/cheap, a/good, b/web
          {"requires_reasoning":true}             | a/good
          {"requires_web_search":true}            | b/web
          {"cost_class":"very_low"}               | home/own, a/cheap
          {"provider":"a","min_quality":0.7}      | a/good
          {"provider":"b","model":"web"}          | b/web
          """)
  void theCheapestThatMeetsTheRequirementsIsTaken(String needs, String expected) {
    assertEquals(
        List.of(expected.split(", ")), names(choose(THREE, RouterTest::everything, needs)));
  }

  @Test
  void whatIsPreferredIsNotInsistedOnAndWhatIsMissingIsReported() {
    ModelRouter.Choice choice =
        choose(
            THREE,
            name -> Optional.of("x").filter(_ -> name.equals("A_KEY")),
            "{\"requires_web_search\":true,\"requires_reasoning\":true,\"cost_class\":\"low\"}");
    assertEquals(List.of("a/good"), names(choice));
    assertEquals(
        List.of("no web search", "cost medium (expected: at most low)"),
        choice.candidates().getFirst().unmet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ["requires_web_search"] | (expected: B_KEY in the server's environment): a/cheap: no web search
          ["min_quality"]         | (expected: B_KEY in the server's environment): a/cheap: quality 0.6
          """)
  void whatHasToBeMetIsInsistedOn(String must, String told) {
    ModelRouter.Choice choice =
        choose(
            catalogue(
                "provider: a, model: cheap, input_usd: 0.1, output_usd: 0.5, quality: 0.6, context: 200000",
                "provider: b, model: web, input_usd: 9, output_usd: 45, quality: 0.8, web_search: true, context: 200000"),
            name -> Optional.of("x").filter(_ -> name.equals("A_KEY")),
            "{\"requires_web_search\":true,\"min_quality\":0.7,\"must\":" + must + "}");
    assertEquals(List.of(), names(choice));
    assertTrue(choice.missing().contains(told), choice.missing());
  }

  @Test
  void aSmallWindowIsGivenWhatItHoldsAndOneThatHoldsNothingIsNotAsked() {
    List<PromptFact> facts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      facts.add(
          new PromptFact(
              "signal:" + i,
              "Signals",
              "a",
              "Word ".repeat(40) + i,
              Json.Obj.EMPTY,
              List.of(),
              List.of()));
    }
    PromptInput brief = ProviderContract.request().brief();
    Drafts drafts =
        new Drafts(
            room ->
                new PromptInput(
                    brief.agent(),
                    brief.objective(),
                    brief.instruction(),
                    PromptPacking.newest(facts, room.facts()),
                    List.of(),
                    List.of(),
                    brief.outputs(),
                    new TreeMap<>(),
                    List.of(),
                    facts.size() - PromptPacking.newest(facts, room.facts()).size()),
            Json.Obj.EMPTY,
            null,
            null);
    ModelCatalogue windows =
        catalogue(
            "provider: home, model: small, input_usd: 0, output_usd: 0, context: 8192",
            "provider: home, model: tiny, input_usd: 0, output_usd: 0, context: 1024");
    ModelRouter.Choice choice =
        new ModelRouter(windows, RouterTest::everything).choose(drafts, false);
    assertEquals(List.of("home/small"), names(choice));
    ModelRouter.Candidate small = choice.candidates().getFirst();
    assertTrue(small.draft().usual() + small.model().outputBound(small.draft().request()) <= 8192);
    assertTrue(small.draft().request().brief().facts().size() >= 20, small.unmet().toString());
    assertEquals("signal:199", small.draft().request().brief().facts().getLast().id());
    assertTrue(
        small.unmet().getFirst().startsWith("a window of 8192 tokens"), small.unmet().toString());
    assertTrue(
        choice.why().canonical().contains("too small for the request"), choice.why().canonical());
  }

  @Test
  void whatSpeaksAgainstEachIsStated() {
    ModelRouter.Choice none = choose(THREE, _ -> Optional.empty(), "{\"min_quality\":0.7}");
    assertTrue(none.candidates().isEmpty());
    assertEquals(
        "no model can be asked (expected: A_KEY or B_KEY or HOME_URL in the server's environment)",
        none.missing());
    String hindered = none.hindered().canonical();
    assertTrue(
        hindered.contains(
            "{\"fix\":\"set A_KEY in the server's environment, and start it again\",\"lacks\":\""),
        hindered);
    assertTrue(hindered.contains("\"model\":\"a/good\""), hindered);
    String why = choose(THREE, RouterTest::everything, "{\"min_quality\":0.7}").why().canonical();
    assertTrue(why.contains("a/good") && why.contains("b/web") && why.contains("a/cheap"), why);
  }

  @Test
  void aRestrictedFlowIsKeptOnLocalModels() {
    ModelRouter.Choice choice =
        new ModelRouter(THREE, RouterTest::everything).choose(drafts("{}"), true);
    assertEquals(List.of("home/own"), names(choice));
    ModelRouter.Choice none =
        new ModelRouter(THREE, name -> Optional.of("x").filter(_ -> !name.equals("HOME_URL")))
            .choose(drafts("{}"), true);
    assertTrue(
        none.missing().contains("a/good: remote, and the matter is restricted"), none.missing());
  }

  @Test
  void whatIsReservedCoversTheLongestAnswerAndThinking() {
    ModelRequest request = ProviderContract.request();
    ModelRouter.Candidate good =
        choose(THREE, RouterTest::everything, "{\"model\":\"good\"}").candidates().getFirst();
    long bytes = (request.system() + request.user()).length();
    long tokens = TokenEstimate.size(request.system() + request.user()).usual();
    assertTrue(tokens > bytes / 5, () -> tokens + " tokens of " + bytes + " bytes");
    int answer = request.maxOutputTokens() + ModelEntry.THINKING_TOKENS;
    assertTrue(good.bound().tokens() >= tokens + answer, () -> good.bound().toString());
    long schema = request.contract().canonical().length();
    assertTrue(good.bound().tokens() < bytes + schema + answer, () -> good.bound().toString());
    assertTrue(good.bound().costMicros() >= 2 * tokens + 10L * request.maxOutputTokens());
  }

  @Test
  void theShippedCatalogueServesEveryAgentOfTheShippedFlow() {
    Program program = Shipped.program("growth-strategy");
    ModelCatalogue shipped = ModelCatalogue.shipped();
    assertTrue(shipped.asOf().matches("\\d{4}-\\d{2}-\\d{2}"), shipped.asOf());
    for (AgentSpec spec : program.agents()) {
      if (spec.kind() == AgentSpec.Kind.LLM) {
        ModelRouter.Choice choice =
            new ModelRouter(shipped, RouterTest::everything)
                .choose(drafts(spec.requirements().canonical()), false);
        assertFalse(choice.candidates().isEmpty(), () -> spec.id() + ": " + choice.missing());
      }
    }
  }

  @Test
  void aFileOfOnesOwnWinsEntryByEntry(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("models.yaml");
    Files.writeString(
        file,
        """
        providers:
          mine: { api: openai-compatible, base_url: "http://127.0.0.1:1/v1", local: true }
        models:
          - { provider: anthropic, model: claude-sonnet-5-5, input_usd: 1.5, output_usd: 7 }
          - { provider: mine, model: tiny, input_usd: 0, output_usd: 0 }
        """);
    ModelCatalogue both = ModelCatalogue.shipped().with(file);
    assertEquals(ModelCatalogue.shipped().models().size() + 1, both.models().size());
    assertEquals(
        "1.5",
        both.model("anthropic", "claude-sonnet-5-5").orElseThrow().prices().input().toString());
    assertEquals(ModelCatalogue.shipped().asOf(), both.asOf());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                                                                          | $: [1]
          {modls: []}                                                                  | modls (expected: one of
          {providers: {p: {api: soap, base_url: x}}}                                   | providers.p.api: soap
          {providers: {p: {api: openai}}}                                              | one of them
          {models: [{provider: q, model: m, input_usd: 1, output_usd: 1}]}             | models[0].provider: q
          {models: [{provider: q, model: m, output_usd: 1}]}                           | models[0].input_usd: missing
          {models: [{provider: q, model: m, input_usd: -1, output_usd: 1}]}            | models[0].input_usd: -1
          {models: [{provider: q, model: m, input_usd: '1', output_usd: 1}]}           | a number
          {models: [{provider: q, model: m, input_usd: 1, output_usd: 1, quality: 2}]} | 0 to 1
          {models: [{provider: q, model: on, input_usd: 1, output_usd: 1, reasoning: yes}]} | true or false
          {a: 1, a: 2}                                                                 | duplicate
          """)
  void whatIsWrongInAFileIsSaidWithItsPlace(String yaml, String part) {
    ConvergeException e =
        assertThrows(
            ConvergeException.class,
            () -> CatalogueReader.read("own.yaml", yaml, ModelCatalogue.none()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("own.yaml:") && message.contains(part), message);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,0.5,very_low",
    "1,1,low",
    "1,5,medium",
    "4,20,high",
    "10,50,very_high",
    "0,0,very_low"
  })
  void costHasClasses(String input, String output, String expected) {
    ModelCatalogue one =
        catalogue("provider: a, model: m, input_usd: " + input + ", output_usd: " + output);
    assertEquals(expected, one.models().getFirst().costClass());
  }

  @Test
  void pricesAreRoundedUpToAMillionthAndAddTheCall() {
    ModelEntry model =
        catalogue("provider: a, model: m, input_usd: 0.1, output_usd: 0.5, call_usd: 0.005")
            .models()
            .getFirst();
    assertEquals(5_001, model.prices().of(new TokenUsage(1, 0, false)));
    assertEquals(605_000, model.prices().of(new TokenUsage(1_000_000, 1_000_000, false)));
  }

  @Test
  void tokensThatWereKeptAndSearchesHavePricesOfTheirOwn() {
    Prices prices =
        catalogue(
                "provider: a, model: m, input_usd: 1, output_usd: 5, cached_usd: 0.1, written_usd:"
                    + " 1.25, search_usd: 0.01")
            .models()
            .getFirst()
            .prices();
    TokenUsage usage = new TokenUsage(1_000_000, 0, false, 600_000, 200_000, 0, 2);
    assertEquals(200_000 + 60_000 + 250_000 + 20_000, prices.of(usage));
    assertTrue(prices.most(1_000_000, 0, 3) >= prices.of(usage));
  }

  /// Each search begins a turn that reads the request and the pages of all searches before again.
  @Test
  void whatASearchFindsIsReadAgainAfterEachFurtherSearch() {
    int pages = ModelEntry.TOKENS_A_SEARCH;
    assertEquals(1_000, ModelEntry.read(1_000, 0));
    assertEquals(1_000 + 1_000 + pages, ModelEntry.read(1_000, 1));
    assertEquals(4 * 1_000 + pages + 2 * pages + 3 * pages, ModelEntry.read(1_000, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "https://user:pw@host/v1",
        "ftp://host/",
        "https:///v1",
        "host/v1"
      })
  // I08
  void anAddressIsOneOfTheWebWithoutAUser(String address) {
    String yaml = "{providers: {p: {api: openai, base_url: '%s'}}}".formatted(address);
    ConvergeException e =
        assertThrows(
            ConvergeException.class,
            () -> CatalogueReader.read("c.yaml", yaml, ModelCatalogue.none()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("providers.p.base_url"), message);
    assertFalse(message.contains("pw"), message);
    ProviderEntry from =
        new ProviderEntry("p", ProviderEntry.Api.OPENAI, null, "URL", null, true, 1);
    assertTrue(
        from.missing(_ -> Optional.of(address)).orElseThrow().contains("URL cannot be used"));
  }
}
