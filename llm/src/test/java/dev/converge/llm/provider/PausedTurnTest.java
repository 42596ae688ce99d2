package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.TokenUsage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A turn that the provider paused in its searches is one answer, and all of it is paid.
final class PausedTurnTest {
  private static final String PAUSED =
      """
      {"id": "msg_1", "stop_reason": "pause_turn", "content": [
        {"type": "web_search_tool_result", "content": [{"url": "https://example.org/a", "title": "A"}]},
        {"type": "text", "text": "{\\"Signals\\""}],
       "usage": {"input_tokens": 100, "cache_read_input_tokens": 40, "output_tokens": 30,
         "server_tool_use": {"web_search_requests": 2}}}
      """;
  private static final String REST =
      """
      {"id": "msg_2", "stop_reason": "end_turn", "content": [{"type": "text", "text": ":[]}"}],
       "usage": {"input_tokens": 300, "output_tokens": 5, "server_tool_use": {"web_search_requests": 1}}}
      """;

  private final Deque<String> answers = new ArrayDeque<>();
  private final List<Json.Obj> asked = new ArrayList<>();
  private final HttpServer provider = provider();

  /// Answers in turn; with an error where there is nothing more to say.
  private HttpServer provider() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add((Json.Obj) Json.parse(body));
            String answer = answers.poll();
            byte[] bytes = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 529 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  private ModelAnswer ask(String... bodies) throws InterruptedException {
    answers.addAll(List.of(bodies));
    String yaml =
        """
        providers:
          p: { api: anthropic, base_url: "http://127.0.0.1:%d/v1", key: THE_KEY }
        models:
          - { provider: p, model: m, input_usd: 2, output_usd: 10, context: 100000 }
        """
            .formatted(provider.getAddress().getPort());
    ModelCatalogue catalogue = CatalogueReader.read("test.yaml", yaml, ModelCatalogue.none());
    InstantSource noon = InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));
    return new LiveModels(catalogue, _ -> Optional.of("a-key-of-the-test"), noon)
        .model(catalogue.model("p", "m").orElseThrow())
        .orElseThrow()
        .model()
        .ask(ProviderContract.request(), Duration.ofSeconds(20));
  }

  @Test
  void bothPartsAreOneAnswerWithThePagesAndTheUsageOfBoth() throws Exception {
    ModelAnswer.Answered answer = assertInstanceOf(ModelAnswer.Answered.class, ask(PAUSED, REST));
    assertEquals("{\"Signals\":[]}", answer.text());
    assertEquals("https://example.org/a", answer.pages().getFirst().citation().source());
    assertEquals(new TokenUsage(440, 35, false, 40, 0, 0, 3), answer.metadata().usage());
    List<Json.Obj> messages = OptionalMembers.objects(asked.getLast(), "messages");
    assertEquals("assistant", OptionalMembers.textOrEmpty(messages.getLast(), "role"));
    assertEquals(2, asked.size());
  }

  @Test
  void whatWasPaidIsCountedIfTheRestDoesNotCome() throws Exception {
    ModelAnswer.Truncated answer = assertInstanceOf(ModelAnswer.Truncated.class, ask(PAUSED));
    assertEquals("pause_turn", answer.reason());
    assertEquals(new TokenUsage(140, 30, false, 40, 0, 0, 2), answer.metadata().usage());
  }

  @Test
  void aTurnIsNotContinuedForEver() throws Exception {
    ModelAnswer.Truncated answer =
        assertInstanceOf(
            ModelAnswer.Truncated.class, ask(PAUSED, PAUSED, PAUSED, PAUSED, PAUSED, PAUSED));
    assertEquals(1 + LiveModel.MOST_CONTINUATIONS, asked.size());
    assertTrue(answer.metadata().usage().searches() >= 2 * asked.size(), answer::toString);
  }
}
