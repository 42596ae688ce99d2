package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.server.ServerSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Pages of other sites; case A26 of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CorsTest {
  private static final String FRIEND = "https://friend.example";
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture(ServerSettings.DEFAULT.withCorsOrigins(List.of(FRIEND)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> preflight(String origin) {
    return preflight("/api/v1/jobs", "POST", origin);
  }

  private HttpResponse<String> preflight(String path, String method, String origin) {
    return server.send(
        server
            .request(path)
            .header("origin", origin)
            .header("access-control-request-method", method)
            .header(
                "access-control-request-headers",
                "authorization,last-event-id,traceparent,idempotency-key")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  // A26
  @Test
  void anAllowedOriginMaySendItsHeadersAndAForeignOneNothing() {
    HttpResponse<String> friend = preflight(FRIEND);
    assertEquals(FRIEND, friend.headers().firstValue("access-control-allow-origin").orElseThrow());
    String allowed = friend.headers().firstValue("access-control-allow-headers").orElseThrow();
    for (String name :
        List.of("authorization", "last-event-id", "traceparent", "idempotency-key")) {
      assertTrue(allowed.contains(name), allowed);
    }
    HttpResponse<String> answer = server.send(server.request("/ready").header("origin", FRIEND));
    String exposed = answer.headers().firstValue("access-control-expose-headers").orElseThrow();
    for (String name : List.of("location", "retry-after", "x-request-id", "grpc-status")) {
      assertTrue(exposed.contains(name), exposed);
    }
    for (HttpResponse<String> foreign :
        List.of(
            preflight("https://foe.example"),
            server.send(server.request("/ready").header("origin", "https://foe.example")))) {
      assertTrue(foreign.headers().firstValue("access-control-allow-origin").isEmpty());
    }
  }

  // A26
  @Test
  void everyRouteOfTheContractTellsAnAllowedOriginAndNoOther() {
    for (String documented : ContractCheck.documented()) {
      String[] parts = documented.split(" ", -1);
      String path = parts[1].replaceAll("\\{[a-z_]+}", "none");
      HttpResponse<String> friend = preflight(path, parts[0], FRIEND);
      assertEquals(
          FRIEND,
          friend.headers().firstValue("access-control-allow-origin").orElse(""),
          documented);
      String methods = friend.headers().firstValue("access-control-allow-methods").orElse("");
      assertTrue(methods.contains(parts[0]), documented + ": " + methods);
      HttpResponse<String> foe = preflight(path, parts[0], "https://foe.example");
      assertTrue(foe.headers().firstValue("access-control-allow-origin").isEmpty(), documented);
      // A parameter that nothing knows ends what would otherwise be a stream without an end.
      HttpResponse<String> answer =
          server.send(server.request(path + "?unheard=1").header("origin", FRIEND));
      assertEquals(
          FRIEND,
          answer.headers().firstValue("access-control-allow-origin").orElse(""),
          documented);
    }
  }
}
