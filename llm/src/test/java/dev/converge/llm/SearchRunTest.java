package dev.converge.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.WebSearch;
import dev.converge.llm.recording.Recordings;
import dev.converge.llm.search.Searches;
import dev.converge.llm.strict.StrictGroq;
import dev.converge.llm.strict.StrictProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A model that does not search has the web searched for it; what was found is kept, and a replay
/// searches nothing.
final class SearchRunTest {
  private static final Program GROWTH = Shipped.program("growth-strategy");
  private static final List<Seed> SEEDS = Samples.of("ledger");
  private static final String KEY = "search-key-nobody-may-see";

  private final StrictProvider groq = new StrictGroq();
  private final List<String> searched = new CopyOnWriteArrayList<>();
  private HttpServer engine = engine(200);

  /// Answers in the forms of all engines at once.
  private HttpServer engine(int status) {
    String page =
        "{\"url\":\"https://example.org/rival\",\"title\":\"Rival\",\"content\":\"It keeps books\","
            + "\"description\":\"It keeps books\",\"publishedDate\":\"2026-10-01\","
            + "\"page_age\":\"2026-10-01\",\"published_date\":\"2026-10-01\"}";
    byte[] body =
        ("{\"results\":[" + page + "],\"web\":{\"results\":[" + page + "]}}")
            .getBytes(StandardCharsets.UTF_8);
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            searched.add(
                exchange.getRequestURI()
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + exchange.getRequestHeaders().getFirst("X-Subscription-Token"));
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void learn() throws InterruptedException {
    Map<String, String> answers = new TreeMap<>(Flow.offlineAnswers(GROWTH, SEEDS));
    answers.computeIfPresent(
        "competitor", (_, text) -> text.replaceFirst("\"content\":\"", "\"content\":\"[1] "));
    groq.says(answers);
  }

  @AfterEach
  void stop() {
    groq.close();
    engine.stop(0);
  }

  private Optional<WebSearch> search(String name) {
    String url = "http://127.0.0.1:" + engine.getAddress().getPort();
    Map<String, String> set =
        switch (name) {
          case "searxng" -> Map.of(Searches.SEARXNG, url + "/");
          case "tavily" -> Map.of(Searches.TAVILY, KEY, "TAVILY_URL", url);
          default -> Map.of(Searches.BRAVE, KEY, "BRAVE_URL", url);
        };
    return Searches.of(
        variable -> Optional.ofNullable(set.get(variable)), InstantSource.fixed(Flow.NOON));
  }

  private ModelAgents agents(Recordings recordings, Optional<WebSearch> search) {
    InstantSource clock = InstantSource.fixed(Flow.NOON);
    return new ModelAgents(
        clock,
        clock,
        CatalogueReader.read("test.yaml", groq.catalogue(), ModelCatalogue.shipped()),
        name -> Optional.of(StrictProvider.KEY).filter(_ -> name.equals("GROQ_API_KEY")),
        recordings,
        _ -> {},
        search);
  }

  private static List<ModelCall> calls(Flow.Ran ran) {
    List<ModelCall> calls = new ArrayList<>();
    for (Event event : ran.events()) {
      if (event.body() instanceof Body.ModelCalled called) {
        assertFalse(called.overrun(), event::toString);
        calls.add(called.call());
      }
    }
    return calls;
  }

  @ParameterizedTest
  @ValueSource(strings = {"searxng", "tavily", "brave"})
  void pagesAreSourcesOfTheFactsAndAReplaySearchesNothing(String name) throws Exception {
    Flow.Ran live =
        Flow.run(GROWTH, Shipped.with(agents(Recordings.none(), search(name))), Mode.LIVE, SEEDS);
    assertEquals(List.of(), groq.refusals());
    assertEquals(Status.CONVERGED, live.state().status(), live.state().detail().orElse(""));
    assertTrue(
        live.state().notes().stream().noneMatch(note -> note.contains("web search")),
        live.state().notes()::toString);
    assertEquals(2, searched.size(), searched::toString);
    assertTrue(searched.getFirst().contains("bookkeeping"), searched::toString);
    Fact rival = live.state().context().facts("Competitors").getFirst();
    assertEquals(
        List.of(new Citation("https://example.org/rival", "Rival", "It keeps books", "2026-10-01")),
        rival.citations());
    List<ModelCall> calls = calls(live);
    List<ModelCall> searches = calls.stream().filter(c -> c.provider().equals(name)).toList();
    assertEquals(2, searches.size());
    assertEquals(
        live.state().spent().costMicros(), calls.stream().mapToLong(ModelCall::costMicros).sum());
    assertFalse(live.events().toString().contains(KEY));

    int asked = groq.requests().size();
    Flow.Ran again =
        Flow.run(
            GROWTH, Shipped.with(agents(Recordings.of(calls), search(name))), Mode.RECORDED, SEEDS);
    assertEquals(2, searched.size(), "searches of the replay");
    assertEquals(asked, groq.requests().size(), "calls of the replay");
    assertEquals(
        live.state().summary().orElseThrow().resultHash(),
        again.state().summary().orElseThrow().resultHash(),
        () -> again.state().detail().orElse(""));
  }

  @Test
  void aSearchThatFailsIsReportedAndTheAgentIsAskedWithout() throws Exception {
    engine.stop(0);
    engine = engine(403);
    Flow.Ran ran =
        Flow.run(
            GROWTH, Shipped.with(agents(Recordings.none(), search("brave"))), Mode.LIVE, SEEDS);
    assertEquals(Status.CONVERGED, ran.state().status(), ran.state().detail().orElse(""));
    String note =
        "competitor (groq/openai/gpt-oss-120b): no web search: brave: status 403 (check"
            + " BRAVE_API_KEY)";
    assertTrue(ran.state().notes().contains(note), ran.state().notes().toString());
    assertTrue(
        groq.requests().stream()
            .anyMatch(r -> r.canonical().contains("You cannot search the web")));
  }

  @Test
  void whatIsRestrictedIsSearchedInAFolderOnly(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("notes.md"),
        "Bakeries keep their books on paper.\n\nBookkeeping software of Nordic alternatives: Rival.");
    Optional<WebSearch> local =
        Searches.of(
            name -> Optional.of(folder.toString()).filter(_ -> name.equals(Searches.FOLDER)),
            InstantSource.fixed(Flow.NOON));
    Flow.Ran ran =
        Flow.run(GROWTH, Shipped.with(agents(Recordings.none(), local)), Mode.LIVE, SEEDS);
    Citation page = ran.state().context().facts("Competitors").getFirst().citations().getFirst();
    assertEquals("file:notes.md#2", page.source());
    assertTrue(String.valueOf(page.passage()).contains("Rival"), page::toString);

    List<Seed> restricted = new ArrayList<>(SEEDS);
    restricted.add(new Seed("matter:1", "Ledger, restricted.", null));
    Flow.run(
        GROWTH, Shipped.with(agents(Recordings.none(), search("searxng"))), Mode.LIVE, restricted);
    assertEquals(List.of(), searched);
  }
}
