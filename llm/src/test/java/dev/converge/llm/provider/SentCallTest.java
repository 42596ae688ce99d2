package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.engine.agent.CallScope;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PricedModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a run hears of a request before it leaves.
class SentCallTest {
  private final AtomicInteger arrived = new AtomicInteger();
  private final List<ModelCall> announced = new ArrayList<>();
  private final HttpServer provider = provider();
  private final PricedModel model = model();
  private final ModelRequest request = ProviderContract.request();

  /// A provider that always asks its callers to wait.
  private HttpServer provider() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            arrived.incrementAndGet();
            exchange.getResponseHeaders().add("retry-after", "60");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private PricedModel model() {
    String yaml =
        """
        providers:
          p: { api: openai, base_url: "http://127.0.0.1:%d/v1", key: THE_KEY }
        models:
          - { provider: p, model: m, input_usd: 2, output_usd: 10, context: 100000 }
        """
            .formatted(provider.getAddress().getPort());
    ModelCatalogue catalogue = CatalogueReader.read("test.yaml", yaml, ModelCatalogue.none());
    InstantSource noon = InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));
    return new LiveModels(catalogue, _ -> Optional.of("a-key-of-the-test"), noon)
        .model(catalogue.model("p", "m").orElseThrow())
        .orElseThrow();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  private ModelAnswer ask(boolean wanted) throws InterruptedException {
    CallScope.Sending sending =
        call -> {
          announced.add(call);
          return CompletableFuture.completedFuture(wanted);
        };
    return ScopedValue.where(CallScope.SENDING, sending)
        .call(() -> model.ask(request, Duration.ofSeconds(20)));
  }

  @Test
  void aRequestIsToldBeforeItIsSentWithTheMostThatItCanUse() throws Exception {
    ModelAnswer answer = ask(true);
    assertEquals(1, arrived.get());
    ModelCall told = announced.getFirst();
    assertEquals(ModelOutcome.LOST, told.outcome());
    assertEquals(request.hash(), told.requestHash());
    assertEquals(request.canonical(), told.request());
    assertTrue(told.outputTokens() >= request.maxOutputTokens());
    assertTrue(told.costMicros() > model.call(request, answer).costMicros());
  }

  @Test
  void aRequestThatTheRunDoesNotWantIsNotSent() {
    assertThrows(InterruptedException.class, () -> ask(false));
    assertEquals(1, announced.size());
    assertEquals(0, arrived.get());
  }

  @Test
  void aCallThatIsHeldBackIsNotToldBecauseItIsNotSent() throws Exception {
    ask(true);
    ModelAnswer.Unavailable held = assertInstanceOf(ModelAnswer.Unavailable.class, ask(true));
    assertEquals(ModelAnswer.Cause.NOT_CALLED, held.cause());
    assertEquals(1, announced.size());
    assertEquals(1, arrived.get());
  }
}
