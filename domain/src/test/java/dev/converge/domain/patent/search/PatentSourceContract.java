package dev.converge.domain.patent.search;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every remote source of patents has to pass, on answers shaped as its documentation shows
/// them. Time passes only where the source pauses.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PatentSourceContract {
  static final String KEY = "key-that-nobody-may-see-4711";
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  final WireMockServer server =
      new WireMockServer(
          WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().jettyAcceptors(1));

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  /// One document, number and title of the given ordinal.
  record Sample(int number, LocalDate published) {
    String title() {
      return "Kettle with lid " + number;
    }
  }

  /// The API at an address.
  abstract PatentApi api(URI address);

  /// A page of an answer as the provider sends it.
  abstract Json.Obj page(List<Sample> samples, long total);

  /// What is said where nothing matches.
  abstract ResponseDefinitionBuilder nothing();

  /// The path of the search.
  abstract String path();

  /// How a good answer says that it should rest for two seconds, as name and value.
  abstract String[] rest();

  /// How an error asks to be left alone for so many seconds, as name and value.
  abstract String[] retryAfter(long seconds);

  /// The number that the document has here.
  abstract String id(int number);

  /// Stubs what is asked before a search.
  void before() {}

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
    pauses.clear();
    now.set(NOON);
    before();
  }

  RemotePatents source(Duration within) {
    PatentTiming timing =
        new PatentTiming(
            now::get,
            time -> {
              pauses.add(time);
              now.updateAndGet(instant -> instant.plus(time));
            },
            new Random(7));
    return new RemotePatents(api(URI.create(server.baseUrl() + "/base")), timing, within);
  }

  private RemotePatents source() {
    return source(Duration.ofSeconds(20));
  }

  static PatentQuery query(@Nullable LocalDate before, int limit) {
    return new PatentQuery(
        List.of(
            new PatentQuery.Group(3, List.of("kettle", "pot")),
            new PatentQuery.Group(2, List.of("lid", "closing cover"))),
        1,
        List.of(),
        List.of(),
        before,
        limit);
  }

  private static final PatentQuery QUERY = query(LocalDate.of(2010, 5, 1), 25);

  static List<Sample> samples(int from, int to) {
    List<Sample> all = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      all.add(new Sample(i, LocalDate.of(1999, 12, 31)));
    }
    return all;
  }

  void stub(ResponseDefinitionBuilder response) {
    server.stubFor(any(urlPathMatching("/base" + path())).willReturn(response));
  }

  private void then(String state, String next, ResponseDefinitionBuilder response) {
    server.stubFor(
        any(urlPathMatching("/base" + path()))
            .inScenario("turns")
            .whenScenarioStateIs(state)
            .willSetStateTo(next)
            .willReturn(response));
  }

  ResponseDefinitionBuilder good(List<Sample> samples, long total) {
    return aResponse().withBody(page(samples, total).canonical());
  }

  List<LoggedRequest> searches() {
    return server.findAll(anyRequestedFor(urlPathMatching("/base" + path())));
  }

  private PatentSearchException failure(ResponseDefinitionBuilder response) {
    stub(response);
    return assertThrows(PatentSearchException.class, () -> source().search(QUERY));
  }

  @Test
  void documentsComeWithTheirPlaceAndTheirAddress() throws Exception {
    stub(good(samples(1, 3), 3));
    List<PatentHit> hits = source().search(QUERY);
    assertEquals(3, hits.size());
    for (int i = 0; i < 3; i++) {
      PatentDocument document = hits.get(i).document();
      assertEquals(i + 1, hits.get(i).position());
      assertEquals(id(i + 1), document.id());
      assertEquals("Kettle with lid " + (i + 1), document.title());
      assertEquals(LocalDate.of(1999, 12, 31), document.published());
      assertTrue(document.url().startsWith("http"), document.url());
      assertTrue(document.cpc().contains("A47J27/21"), document.cpc()::toString);
      assertEquals("Kettles Ltd", document.assignee());
      assertEquals(List.of("Ada Boiler"), document.inventors());
      assertFalse(hits.get(i).passages().isEmpty());
    }
  }

  @Test
  void theQueryIsSentInItsLanguageAndTheKeyOnlyInAHeader() throws Exception {
    stub(good(samples(1, 1), 1));
    source().search(QUERY);
    LoggedRequest request = searches().getFirst();
    String words = api(URI.create("http://127.0.0.1")).dialect().write(QUERY);
    String sent = java.net.URLDecoder.decode(request.getUrl(), StandardCharsets.UTF_8);
    String body = request.getBodyAsString();
    boolean inBody =
        !body.isEmpty() && Json.parse(body).canonical().contains(Json.of(words).canonical());
    assertTrue(sent.contains(words) || inBody, sent + " " + body);
    assertFalse(request.getUrl().contains(KEY) || body.contains(KEY));
  }

  @Test
  void whatWasPublishedOnTheDayOrLaterIsLeftOutAndTheNextPageRead() throws Exception {
    List<Sample> first = new ArrayList<>();
    first.add(new Sample(1, LocalDate.of(2010, 5, 1)));
    first.add(new Sample(2, LocalDate.of(2010, 4, 30)));
    first.add(new Sample(3, LocalDate.of(2012, 1, 1)));
    then(Scenario.STARTED, "second", good(first, 5));
    then("second", "third", good(samples(4, 5), 5));
    List<PatentHit> hits = source().search(query(LocalDate.of(2010, 5, 1), 3));
    assertEquals(
        List.of(id(2), id(4), id(5)), hits.stream().map(hit -> hit.document().id()).toList());
    assertEquals(List.of(2, 4, 5), hits.stream().map(PatentHit::position).toList());
    assertEquals(2, searches().size());
  }

  @Test
  void pagesEndWhereEnoughIsThereOrNothingIsLeftOrTheBoundIsReached() throws Exception {
    stub(good(samples(1, 3), 1_000));
    assertEquals(3, source().search(query(null, 3)).size());
    assertEquals(1, searches().size());
    server.resetRequests();
    // The same page for ever: nothing new comes, and it is not asked for without end.
    assertEquals(3, source().search(query(null, 50)).size());
    assertEquals(RemotePatents.MAX_PAGES, searches().size());
  }

  @Test
  void nothingFoundIsNotAnError() throws Exception {
    stub(nothing());
    assertEquals(List.of(), source().search(QUERY));
    stub(good(List.of(), 0));
    assertEquals(List.of(), source().search(QUERY));
  }

  @ParameterizedTest
  @CsvSource({
    "301,CRASHED,sent elsewhere",
    "302,CRASHED,sent elsewhere",
    "400,CRASHED,refused",
    "401,FORBIDDEN,not let in",
    "403,FORBIDDEN,not allowed",
    "404,CRASHED,nothing at http",
    "413,CRASHED,refused",
    "429,UNAVAILABLE,too many requests",
    "500,UNAVAILABLE,out of order",
    "503,UNAVAILABLE,out of order"
  })
  void everyErrorSaysWhatIsWrongAndWhetherAskingAgainHelps(
      int status, FailureKind kind, String words) {
    PatentSearchException e =
        failure(
            aResponse()
                .withStatus(status)
                .withHeader("location", server.baseUrl() + "/elsewhere")
                .withBody("<p>what is\n\u001b wrong with " + KEY + "</p>"));
    assertEquals(kind, e.kind(), e.getMessage());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("status " + status) && message.contains(words), message);
    assertTrue(message.contains("(expected: ") && message.contains("***"), message);
    assertFalse(message.contains(KEY) || message.matches("(?s).*[\\p{Cntrl}<>].*"), message);
    assertTrue(server.findAll(anyRequestedFor(urlPathMatching("/elsewhere.*"))).isEmpty());
    boolean again = kind == FailureKind.UNAVAILABLE;
    assertEquals(again ? PatentWire.MAX_ATTEMPTS : attemptsOf(status), searches().size());
  }

  /// How often a request is made that is not let in.
  int attemptsOf(int status) {
    return 1;
  }

  @Test
  void aProviderThatRecoversIsWaitedForWithFullJitter() throws Exception {
    then(Scenario.STARTED, "again", aResponse().withStatus(503));
    then("again", "well", aResponse().withStatus(500));
    then("well", "well", good(samples(1, 1), 1));
    assertEquals(1, source().search(QUERY).size());
    assertEquals(2, pauses.size());
    assertTrue(pauses.get(0).compareTo(PatentWire.FIRST_PAUSE) <= 0, pauses::toString);
    assertTrue(
        pauses.get(1).compareTo(PatentWire.FIRST_PAUSE.multipliedBy(2)) <= 0, pauses::toString);
  }

  @Test
  void whatItAsksToBeWaitedIsWaitedAtLeast() throws Exception {
    String[] asked = retryAfter(3);
    then(
        Scenario.STARTED,
        "well",
        aResponse().withStatus(429).withHeader(asked[0], asked[1]).withBody("slow down"));
    then("well", "well", good(samples(1, 1), 1));
    assertEquals(1, source().search(QUERY).size());
    Duration waited = pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertTrue(waited.compareTo(Duration.ofSeconds(3)) >= 0, pauses::toString);
  }

  @Test
  void aLongerWaitIsLeftToTheRunAndHoldsForEverybody() throws Exception {
    String[] asked = retryAfter(600);
    stub(aResponse().withStatus(429).withHeader(asked[0], asked[1]));
    RemotePatents source = source();
    PatentSearchException e = assertThrows(PatentSearchException.class, () -> source.search(QUERY));
    assertEquals(Duration.ofMinutes(10), e.retryAfter());
    assertEquals(1, searches().size());
    PatentSearchException held =
        assertThrows(PatentSearchException.class, () -> source.search(QUERY));
    assertEquals(FailureKind.UNAVAILABLE, held.kind());
    assertEquals(1, searches().size());
    now.updateAndGet(instant -> instant.plusSeconds(601));
    stub(good(samples(1, 1), 1));
    assertEquals(1, source.search(QUERY).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-3", "", "Fri, 99 Nov 2026"})
  void whatCannotBeReadAsATimeIsNotWaited(String value) {
    PatentSearchException e =
        failure(aResponse().withStatus(429).withHeader(retryAfter(1)[0], value));
    assertNull(e.retryAfter());
  }

  @Test
  void theNextRequestKeepsToTheProvidersThrottle() throws Exception {
    stub(good(samples(1, 1), 1).withHeader(rest()[0], rest()[1]));
    RemotePatents source = source();
    source.search(QUERY);
    assertEquals(List.of(), pauses);
    source.search(QUERY);
    assertEquals(1, pauses.size());
    assertTrue(pauses.getFirst().compareTo(Duration.ofSeconds(2)) >= 0, pauses::toString);
  }

  @Test
  void aSlowBodyEndsInTime() {
    stub(good(samples(1, 1), 1).withChunkedDribbleDelay(50, 60_000));
    int tries = 0;
    // On a busy machine the time is over before the request is there.
    while (searches().isEmpty() && tries < 10) {
      Duration within = Duration.ofMillis(300).multipliedBy(1L << tries++);
      PatentSearchException e =
          assertThrows(PatentSearchException.class, () -> source(within).search(QUERY));
      assertEquals(FailureKind.TIMEOUT, e.kind());
    }
    assertFalse(searches().isEmpty(), "it never asked");
    assertTrue(searches().size() <= tries, "it asked again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EMPTY_RESPONSE",
        "MALFORMED_RESPONSE_CHUNK",
        "RANDOM_DATA_THEN_CLOSE",
        "CONNECTION_RESET_BY_PEER"
      })
  void aCutConnectionIsTriedAgainAndThenSaid(Fault fault) {
    PatentSearchException e = failure(aResponse().withFault(fault));
    assertEquals(FailureKind.UNAVAILABLE, e.kind(), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).contains("the connection failed"), e.getMessage());
    assertEquals(PatentWire.MAX_ATTEMPTS - 1, pauses.size());
  }

  @Test
  void whatIsNotAsDocumentedIsNamedWithItsPlace() {
    for (String body :
        List.of("", "null", "[]", "{", "<html>", "{} {}", "{}", "{\"a\":1,\"a\":2}")) {
      PatentSearchException e = failure(aResponse().withBody(body));
      assertEquals(FailureKind.MALFORMED, e.kind(), body);
    }
    assertEquals(
        FailureKind.MALFORMED,
        failure(aResponse().withBody(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
            .kind());
  }

  @Test
  void anAnswerCutAtAnyByteOrChangedIsNeverAnotherException() {
    PatentApi api = api(URI.create("http://127.0.0.1"));
    byte[] whole = page(samples(1, 2), 2).canonical().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < whole.length; i++) {
      String cut = new String(whole, 0, i, StandardCharsets.UTF_8);
      assertThrows(PatentJson.Wrong.class, () -> api.page(PatentJson.parse(cut)));
    }
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] mutant = whole.clone();
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(7));
      try {
        api.page(PatentJson.parse(new String(mutant, StandardCharsets.UTF_8)));
      } catch (PatentJson.Wrong e) {
        refused++;
        assertTrue(String.valueOf(e.getMessage()).contains("expected"), e.getMessage());
      }
    }
    assertTrue(refused > 100, "refused: " + refused);
  }

  @Test
  void anInterruptIsPassedOn() {
    stub(good(samples(1, 1), 1).withFixedDelay(60_000));
    RemotePatents source = source();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> source.search(QUERY));
    assertFalse(Thread.interrupted());
  }
}
