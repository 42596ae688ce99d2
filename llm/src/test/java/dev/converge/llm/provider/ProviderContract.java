package dev.converge.llm.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.llm.Flow;
import dev.converge.llm.model.AnswerJson;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.model.PromptWriter;
import dev.converge.llm.model.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every provider has to pass, on answers shaped as its documentation shows them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ProviderContract {
  public static final String KEY = "key-that-nobody-may-see-4711";
  static final String ANSWER = "{\"Signals\":[]}";

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final WireMockServer server =
      new WireMockServer(
          WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().jettyAcceptors(1));

  /// `api` of the catalogue.
  abstract String api();

  /// A whole answer with that text and that end.
  public abstract Json.Obj body(String text, String stop);

  /// How a good answer ends.
  public abstract String ended();

  /// How an answer that was cut ends.
  abstract String cut();

  /// A refusal in these words; nothing where the provider has none.
  abstract Optional<Json.Obj> refusal(String words);

  /// An answer that a filter stopped; nothing where the provider has none.
  abstract Optional<Json.Obj> filtered();

  /// Answers that say nothing.
  abstract List<Json.Obj> silent();

  /// An answer that rests on this page; nothing where the provider names none.
  abstract Optional<Json.Obj> citing(String text, String url);

  /// The body of an error.
  Json.Obj error(String code, String message) {
    return Json.object()
        .put("error", Json.object().put("code", code).put("message", message).build())
        .build();
  }

  /// Where the request has the schema.
  abstract @Nullable Json schema(Json.Obj request);

  /// Where the request has the bound on the answer's tokens.
  abstract @Nullable Json bound(Json.Obj request);

  /// The member of a body that has the usage.
  abstract String usage();

  @BeforeAll
  void start() {
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop();
  }

  @BeforeEach
  void clear() {
    server.resetAll();
  }

  private Model model(boolean structured) {
    return model(structured, KEY);
  }

  private Model model(boolean structured, String key) {
    String yaml =
        """
        providers:
          p: { api: %s, base_url: "http://127.0.0.1:%d/base", key: THE_KEY }
        models:
          - { provider: p, model: m, input_usd: 2, output_usd: 10, context: 100000, structured_output: %s }
        """
            .formatted(api(), server.port(), structured);
    ModelCatalogue catalogue = CatalogueReader.read("test.yaml", yaml, ModelCatalogue.none());
    LiveModels models = new LiveModels(catalogue, _ -> Optional.of(key), InstantSource.fixed(NOW));
    return models.model(catalogue.model("p", "m").orElseThrow()).orElseThrow().model();
  }

  public static ModelRequest request() {
    PromptFact seed =
        new PromptFact(
            "market:a", Keys.SEEDS, "_seed", "It grows", Json.Obj.EMPTY, List.of(), List.of());
    PromptInput brief =
        new PromptInput(
            "market_signal",
            "Find growth.",
            "List signals.",
            List.of(seed),
            List.of(),
            List.of(),
            List.of(Flow.output("Signals", "signal:", 2, 4, Keys.SEEDS)),
            new TreeMap<>(),
            List.of(),
            0);
    return PromptWriter.request(brief, Json.Obj.EMPTY);
  }

  private void stub(ResponseDefinitionBuilder response) {
    server.resetMappings();
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  private ModelAnswer ask() throws InterruptedException {
    return model(true).ask(request(), Duration.ofSeconds(20));
  }

  private ModelAnswer ask(Json.Obj body) throws InterruptedException {
    return ask(200, body.canonical());
  }

  private ModelAnswer ask(int status, String body, String... headers) throws InterruptedException {
    ResponseDefinitionBuilder response =
        aResponse().withStatus(status).withHeader("content-type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      response.withHeader(headers[i], headers[i + 1]);
    }
    stub(response.withBody(body));
    return ask();
  }

  private Json.Obj sent() {
    List<LoggedRequest> requests =
        server.findAll(com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor(anyUrl()));
    return (Json.Obj) Json.parse(requests.getLast().getBodyAsString());
  }

  @Test
  void anAnswerComesWithUsageAndId() throws Exception {
    ModelAnswer answer = ask(body(ANSWER, ended()));
    ModelAnswer.Answered answered = assertInstanceOf(ModelAnswer.Answered.class, answer);
    assertEquals(ANSWER, answered.text());
    used(answered);
    assertEquals(body(ANSWER, ended()).canonical(), answered.metadata().body());
    assertFalse(String.valueOf(answered.metadata().requestId()).isEmpty());
  }

  private static void used(ModelAnswer answer) {
    TokenUsage usage = answer.metadata().usage();
    assertEquals(
        new TokenUsage(120, 30, false),
        new TokenUsage(usage.input(), usage.output(), usage.estimated()));
  }

  @Test
  void theRequestCarriesPromptKeyBoundAndSchema() throws Exception {
    ModelAnswer answer = ask(body(ANSWER, ended()));
    assertEquals(ModelOutcome.ANSWERED, answer.outcome());
    LoggedRequest raw = server.getAllServeEvents().getFirst().getRequest();
    String text = raw.getBodyAsString();
    assertTrue(text.contains("BEGIN SEEDS"), text);
    assertTrue(text.contains("You are the agent"), text);
    assertTrue(raw.getHeaders().toString().contains(KEY));
    assertFalse(raw.getUrl().contains(KEY));
    assertEquals(Json.of(request().maxOutputTokens()), bound(sent()));
    Json.Obj schema = assertInstanceOf(Json.Obj.class, schema(sent()));
    assertTrue(schema.canonical().contains("\"Signals\""), schema.canonical());
    assertFalse(schema.canonical().contains("minLength"), schema.canonical());
  }

  @Test
  void withoutStructuredOutputTheSchemaIsOnlyInTheWords() throws Exception {
    stub(aResponse().withBody(body(ANSWER, ended()).canonical()));
    assertEquals(
        ModelOutcome.ANSWERED, model(false).ask(request(), Duration.ofSeconds(20)).outcome());
    assertNull(schema(sent()));
    assertTrue(sent().canonical().contains("JSON Schema"));
  }

  // J08
  @Test
  void aRefusalIsNotAnEmptyAnswer() throws Exception {
    if (refusal("I would rather not").isPresent()) {
      ModelAnswer answer = ask(refusal("I would rather not").orElseThrow());
      assertEquals(
          "I would rather not", assertInstanceOf(ModelAnswer.Refused.class, answer).text());
      used(answer);
    }
  }

  @Test
  void whatAFilterStopsIsFiltered() throws Exception {
    if (filtered().isPresent()) {
      assertInstanceOf(ModelAnswer.Filtered.class, ask(filtered().orElseThrow()));
    }
    assertInstanceOf(
        ModelAnswer.Filtered.class, ask(400, error("content_filter", "no").canonical()));
  }

  @Test
  void anAnswerThatWasCutIsTruncated() throws Exception {
    ModelAnswer answer = ask(body("{\"Sig", cut()));
    assertEquals("{\"Sig", assertInstanceOf(ModelAnswer.Truncated.class, answer).text());
  }

  // J10
  @Test
  void nothingIsOneThing() throws Exception {
    for (Json.Obj body : silent()) {
      assertInstanceOf(ModelAnswer.Empty.class, ask(body), body.canonical());
    }
    for (String text : List.of("", " ", "\n\t ")) {
      assertInstanceOf(ModelAnswer.Empty.class, ask(body(text, ended())));
    }
  }

  @Test
  void anUnknownEndIsLeftToTheContract() throws Exception {
    assertEquals(ModelOutcome.ANSWERED, ask(body(ANSWER, "got_bored")).outcome());
  }

  @Test
  void unknownMembersAreIgnored() throws Exception {
    TreeMap<String, Json> fields = new TreeMap<>(body(ANSWER, ended()).fields());
    fields.put("novelty", Json.array(List.of(Json.of(1), Json.Null.NULL)));
    assertEquals(ModelOutcome.ANSWERED, ask(new Json.Obj(fields)).outcome());
  }

  // G07
  @Test
  void missingUsageIsEstimatedAndNeverNothing() throws Exception {
    TreeMap<String, Json> fields = new TreeMap<>(body(ANSWER, ended()).fields());
    fields.remove(usage());
    TokenUsage usage = ask(new Json.Obj(fields)).metadata().usage();
    assertTrue(usage.estimated());
    assertTrue(usage.input() > 100 && usage.output() > 0, usage::toString);
    fields.put(usage(), Json.object().put("prompt_tokens", -5).put("input_tokens", 1.5).build());
    assertTrue(ask(new Json.Obj(fields)).metadata().usage().estimated());
  }

  @Test
  void citationsAreKept() throws Exception {
    if (citing(ANSWER, "https://example.org/a").isPresent()) {
      ModelAnswer answer = ask(citing(ANSWER, "https://example.org/a").orElseThrow());
      List<CitedPage> pages = assertInstanceOf(ModelAnswer.Answered.class, answer).pages();
      assertEquals("https://example.org/a", pages.getFirst().citation().source());
      assertEquals(answer, AnswerJson.read(AnswerJson.write(answer)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400,REJECTED",
    "401,REJECTED",
    "403,REJECTED",
    "404,REJECTED",
    "408,OVERLOADED",
    "409,OVERLOADED",
    "413,REJECTED",
    "422,REJECTED",
    "429,OVERLOADED",
    "498,OVERLOADED",
    "500,OVERLOADED",
    "502,OVERLOADED",
    "503,OVERLOADED",
    "504,OVERLOADED",
    "529,OVERLOADED",
    "302,REJECTED"
  })
  void everyStatusSaysWhetherAskingAgainHelps(int status, Cause cause) throws Exception {
    ModelAnswer answer = ask(status, error("some_error", "what is wrong with " + KEY).canonical());
    ModelAnswer.Unavailable unavailable = assertInstanceOf(ModelAnswer.Unavailable.class, answer);
    assertEquals(cause, unavailable.cause());
    String hint = status == 401 || status == 403 ? " (check THE_KEY)" : "";
    assertEquals("status " + status + ": what is wrong with ***" + hint, unavailable.problem());
    assertFalse(AnswerJson.write(answer).canonical().contains(KEY));
    assertEquals(ModelOutcome.UNAVAILABLE, ask(status, "<html>a proxy</html>").outcome());
  }

  @Test
  void aSpentQuotaIsNotAskedAgain() throws Exception {
    ModelAnswer answer = ask(429, error("insufficient_quota", "pay").canonical());
    assertEquals(Cause.REJECTED, assertInstanceOf(ModelAnswer.Unavailable.class, answer).cause());
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after,2,2000",
    "retry-after,0.25,250",
    "retry-after-ms,1500,1500",
    "retry-after,3600,3600000",
    "retry-after,'Fri, 20 Nov 2026 12:00:30 GMT',30000",
    "retry-after,'Fri, 20 Nov 2026 11:00:00 GMT',0",
    "retry-after,999999999,86400000",
    "retry-after,soon,-1",
    "retry-after,-3,-1",
    "other,3,-1"
  })
  // G04
  void retryAfterIsReadInEveryForm(String header, String value, long millis) throws Exception {
    ModelAnswer answer = ask(429, "{}", header, value);
    Duration after = assertInstanceOf(ModelAnswer.Unavailable.class, answer).retryAfter();
    assertEquals(millis < 0 ? null : Duration.ofMillis(millis), after);
  }

  @ParameterizedTest
  @CsvSource({
    "x-ratelimit-remaining-tokens,0,x-ratelimit-reset-tokens,6m0s,360000",
    "x-ratelimit-remaining-requests,0,x-ratelimit-reset-requests,20ms,20",
    "X-RateLimit-Remaining-Tokens,0,X-RateLimit-Reset-Tokens,7.66s,7660",
    "x-ratelimit-remaining-tokens,12,x-ratelimit-reset-tokens,6m0s,-1",
    "x-ratelimit-remaining-tokens,0,x-ratelimit-reset-tokens,soon,-1",
    "x-ratelimit-remaining-tokens,0,x-ratelimit-reset-requests,1s,-1",
    "anthropic-ratelimit-input-tokens-remaining,0,anthropic-ratelimit-input-tokens-reset,2026-11-20T12:00:42Z,42000",
    "anthropic-ratelimit-requests-remaining,0,anthropic-ratelimit-requests-reset,2026-11-20T11:00:00Z,0"
  })
  void aLimitThatIsUsedUpSaysWhenItIsRenewed(
      String limit, String remaining, String renewed, String when, long millis) throws Exception {
    ModelAnswer answer = ask(429, "{}", limit, remaining, renewed, when);
    Duration after = assertInstanceOf(ModelAnswer.Unavailable.class, answer).retryAfter();
    assertEquals(millis < 0 ? null : Duration.ofMillis(millis), after);
  }

  @Test
  void theLastOfTheLimitsThatAreUsedUpCounts() throws Exception {
    ModelAnswer answer =
        ask(
            429,
            "{}",
            "x-ratelimit-remaining-requests",
            "0",
            "x-ratelimit-reset-requests",
            "1h2m3s",
            "x-ratelimit-remaining-tokens",
            "0",
            "x-ratelimit-reset-tokens",
            "4s");
    assertEquals(
        Duration.ofSeconds(3_723),
        assertInstanceOf(ModelAnswer.Unavailable.class, answer).retryAfter());
  }

  @Test
  void aDelayInTheBodyOfAnErrorIsRead() throws Exception {
    String body =
        """
        {"error": {"code": 429, "message": "quota", "status": "RESOURCE_EXHAUSTED", "details": [
          {"@type": "type.googleapis.com/google.rpc.QuotaFailure"},
          {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "46.5s"}]}}
        """;
    assertEquals(
        Duration.ofMillis(46_500),
        assertInstanceOf(ModelAnswer.Unavailable.class, ask(429, body)).retryAfter());
    assertEquals(
        Duration.ofSeconds(2),
        assertInstanceOf(ModelAnswer.Unavailable.class, ask(429, body, "retry-after", "2"))
            .retryAfter());
  }

  @Test
  void anAnswerThatTheProviderFindsNotToFitTheSchemaIsMalformed() throws Exception {
    ModelAnswer answer = ask(400, error("json_validate_failed", "no JSON").canonical());
    assertEquals("no JSON", assertInstanceOf(ModelAnswer.Malformed.class, answer).problem());
  }

  @Test
  void aSlowBodyEndsAtTheDeadline() throws Exception {
    stub(
        aResponse()
            .withBody(body(ANSWER, ended()).canonical())
            .withChunkedDribbleDelay(50, 60_000));
    ModelAnswer answer = model(true).ask(request(), Duration.ofMillis(300));
    ModelAnswer.Unavailable unavailable = assertInstanceOf(ModelAnswer.Unavailable.class, answer);
    assertEquals(Cause.TIMEOUT, unavailable.cause());
    assertTrue(unavailable.metadata().usage().estimated());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EMPTY_RESPONSE",
        "MALFORMED_RESPONSE_CHUNK",
        "RANDOM_DATA_THEN_CLOSE",
        "CONNECTION_RESET_BY_PEER"
      })
  void aCutConnectionIsUnavailable(Fault fault) throws Exception {
    stub(aResponse().withFault(fault));
    ModelAnswer.Unavailable answer = assertInstanceOf(ModelAnswer.Unavailable.class, ask());
    assertEquals(Cause.OVERLOADED, answer.cause());
    String start = "connection to 127.0.0.1:" + server.port() + " failed: ";
    assertTrue(answer.problem().startsWith(start), answer.problem());
    assertFalse(answer.problem().contains("null"), answer.problem());
    assertTrue(answer.problem().length() > start.length(), answer.problem());
  }

  @Test
  void nobodyThereIsUnavailable() throws Exception {
    WireMockServer gone =
        new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
    gone.start();
    int port = gone.port();
    gone.stop();
    String yaml =
        "{providers: {p: {api: %s, base_url: 'http://127.0.0.1:%d'}}, models: [{provider: p, model: m, input_usd: 0, output_usd: 0}]}"
            .formatted(api(), port);
    ModelCatalogue catalogue = CatalogueReader.read("test.yaml", yaml, ModelCatalogue.none());
    LiveModels models = new LiveModels(catalogue, _ -> Optional.empty(), InstantSource.fixed(NOW));
    ModelAnswer answer =
        models
            .model(catalogue.models().getFirst())
            .orElseThrow()
            .ask(request(), Duration.ofSeconds(5));
    ModelAnswer.Unavailable unavailable = assertInstanceOf(ModelAnswer.Unavailable.class, answer);
    assertEquals(Cause.OVERLOADED, unavailable.cause());
    assertEquals(TokenUsage.NONE, unavailable.metadata().usage());
    assertEquals(
        "cannot connect to 127.0.0.1:" + port + ": connection refused", unavailable.problem());
  }

  @Test
  void anAnswerIsNeverMasked() throws Exception {
    String text = "{\"Signals\":[\"independent clinics switch " + KEY + "\"]}";
    stub(aResponse().withBody(body(text, ended()).canonical()));
    for (String key : List.of(KEY, "clinics", "e", "Signals1", "outcome")) {
      ModelAnswer answer = model(true, key).ask(request(), Duration.ofSeconds(20));
      assertEquals(text, assertInstanceOf(ModelAnswer.Answered.class, answer).text());
    }
  }

  @Test
  void aKeyIsMaskedInErrorsUnlessItIsTooShortToSearchFor() throws Exception {
    String message = "independent clinics have " + KEY;
    stub(aResponse().withStatus(401).withBody(error("x", message).canonical()));
    for (String key : List.of(KEY, "clinics", "e")) {
      ModelAnswer answer = model(true, key).ask(request(), Duration.ofSeconds(20));
      assertEquals(
          "status 401: "
              + (key.equals(KEY) ? "independent clinics have ***" : message)
              + " (check THE_KEY)",
          assertInstanceOf(ModelAnswer.Unavailable.class, answer).problem());
    }
    ModelAnswer broken = ask(200, "{\"key\": " + KEY);
    assertFalse(AnswerJson.write(broken).canonical().contains(KEY));
  }

  @Test
  void whatIsNotJsonIsMalformed() throws Exception {
    for (String text :
        List.of("", "null", "[]", "\"text\"", "{", "<html>", "{} {}", "{\"a\":1,\"a\":2}")) {
      assertInstanceOf(ModelAnswer.Malformed.class, ask(200, text), text);
    }
    stub(aResponse().withBody(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
    assertInstanceOf(ModelAnswer.Malformed.class, ask());
  }

  @Test
  void aBodyCutAtAnyByteIsNeverAnAnswer() {
    byte[] whole = body(ANSWER, ended()).canonical().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(8);
    for (int i = 0; i < whole.length; i++) {
      assertInstanceOf(
          ModelAnswer.Malformed.class, outcome(new String(whole, 0, i, StandardCharsets.UTF_8)));
    }
    for (int i = 0; i < 10_000; i++) {
      byte[] mutant = whole.clone();
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(7));
      ModelAnswer answer = outcome(new String(mutant, StandardCharsets.UTF_8));
      assertTrue(answer.metadata().usage().input() >= 0, answer::toString);
    }
  }

  /// Without the wire: what a body alone leads to.
  abstract ModelAnswer outcome(String body);

  @Test
  void anInterruptIsPassedOn() {
    stub(aResponse().withBody("{}").withFixedDelay(60_000));
    Model model = model(true);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> model.ask(request(), Duration.ofSeconds(30)));
    assertFalse(Thread.interrupted());
  }

  @Test
  void everyOutcomeReadsBackFromTheJournal() throws Exception {
    for (ModelAnswer answer :
        List.of(
            ask(body(ANSWER, ended())),
            ask(body("{", cut())),
            ask(body("", ended())),
            ask(200, "{"),
            ask(429, "{}", "retry-after", "7"))) {
      assertEquals(answer, AnswerJson.read(AnswerJson.write(answer)));
    }
  }
}
