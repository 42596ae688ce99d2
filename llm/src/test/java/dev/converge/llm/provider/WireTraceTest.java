package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.converge.core.json.Json;
import dev.converge.engine.agent.CallScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a provider is sent carries on the trace of the agent that asks.
final class WireTraceTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final byte[] ANSWER = {'{', '}'};

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpServer provider = provider();
  private final ProviderHttpClient wire = new ProviderHttpClient(ProviderHttpClient.client());

  private HttpServer provider() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
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

  private void call() {
    ProviderRequest request = ProviderRequest.bearing(ProviderKey.NONE, "/", Json.Obj.EMPTY);
    wire.post(
        new ProviderHttpClient.Call(Duration.ofSeconds(30)),
        "http://127.0.0.1:" + provider.getAddress().getPort(),
        request);
  }

  @Test
  void theHeaderIsSentWhereTheRunIsTracedAndOnlyThere() {
    ScopedValue.where(CallScope.TRACE_PARENT, PARENT).run(this::call);
    call();
    assertEquals(List.of(PARENT, "null"), seen);
  }
}
