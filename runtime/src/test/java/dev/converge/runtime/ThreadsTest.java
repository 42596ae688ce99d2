package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// On which threads requests are answered.
final class ThreadsTest {
  private static HttpResponse virtual() {
    return HttpResponse.of(String.valueOf(Thread.currentThread().isVirtual()));
  }

  @Test
  void whatMayBlockRunsOnVirtualThreadsAndWhatIsQuickOnTheEventLoop() throws Exception {
    Feature feature =
        site -> {
          site.resource("/quick").produces("text/plain").get(_ -> virtual());
          site.resource("/blocking").produces("text/plain").getBlocking(_ -> virtual());
          site.resource("/armeria")
              .produces("text/plain")
              .get(exchange ->
                  HttpResponse.of(
                      CompletableFuture.supplyAsync(
                          ThreadsTest::virtual, exchange.ctx().blockingTaskExecutor())));
        };
    try (ConvergeServer server =
            ConvergeServer.start(ServerSettings.DEFAULT.at("127.0.0.1", 0), List.of(feature));
        HttpClient client = HttpClient.newHttpClient()) {
      assertEquals("false", get(client, server.port(), "/quick"));
      assertEquals("true", get(client, server.port(), "/blocking"));
      assertEquals("true", get(client, server.port(), "/armeria"));
    }
  }

  private static String get(HttpClient client, int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client
        .send(
            HttpRequest.newBuilder(uri).build(), java.net.http.HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
