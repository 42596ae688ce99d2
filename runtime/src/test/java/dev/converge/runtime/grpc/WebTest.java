package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.converge.core.json.Json;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.Browser;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// J11: gRPC-Web, binary and text, across origins; by hand, and from a page in a real browser.
class WebTest {
  private static final String BINARY = "application/grpc-web+proto";
  private static final String TEXT = "application/grpc-web-text+proto";
  private static final Pattern PIECE = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final int FACTS = 1_000;

  private final ScriptedAgents agents = new ScriptedAgents();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CompletableFuture<String> result = new CompletableFuture<>();
  private HttpServer site = page();
  private String origin = "http://127.0.0.1:" + site.getAddress().getPort();
  private GrpcServer server = server();

  @TempDir private Path profile = Path.of("");

  private HttpServer page() {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::serve);
      return http;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private GrpcServer server() {
    return new GrpcServer(
        agents,
        ServerSettings.DEFAULT.withCorsOrigins(List.of(origin)),
        null,
        ScriptedPrograms.wide(FACTS),
        ScriptedPrograms.det100());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().equals("/result")) {
        byte[] told = exchange.getRequestBody().readAllBytes();
        result.complete(new String(told, StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      try (InputStream in = WebTest.class.getResourceAsStream("web.html")) {
        byte[] html = in.readAllBytes();
        exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, html.length);
        exchange.getResponseBody().write(html);
      }
    }
  }

  @BeforeEach
  void start() {
    site.start();
  }

  @AfterEach
  void stop() {
    site.stop(0);
    client.close();
    server.close();
    agents.close();
  }

  /// What a call brought.
  private record Answer(HttpResponse<byte[]> response, int messages, String trailers) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private static byte[] frame(String jobId) {
    byte[] id = jobId.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(id.length + 7);
    return out.put((byte) 0)
        .putInt(id.length + 2)
        .put((byte) 0x0A)
        .put((byte) id.length)
        .put(id)
        .array();
  }

  private Answer call(String method, String jobId, String type) throws Exception {
    byte[] body = frame(jobId);
    boolean text = type.equals(TEXT);
    HttpRequest request =
        HttpRequest.newBuilder(uri(method))
            .header("content-type", type)
            .header("x-grpc-web", "1")
            .header("origin", origin)
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    text ? Base64.getEncoder().encode(body) : body))
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    ByteBuffer in = ByteBuffer.wrap(text ? decoded(response.body()) : response.body());
    int messages = 0;
    StringBuilder trailers = new StringBuilder();
    while (in.hasRemaining()) {
      int flags = in.get();
      byte[] part = new byte[in.getInt()];
      in.get(part);
      if ((flags & 0x80) == 0) {
        messages++;
      } else {
        trailers.append(new String(part, StandardCharsets.US_ASCII));
      }
    }
    return new Answer(response, messages, trailers.toString());
  }

  /// Each piece is padded by itself.
  private static byte[] decoded(byte[] body) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    Matcher pieces = PIECE.matcher(new String(body, StandardCharsets.US_ASCII));
    while (pieces.find()) {
      out.writeBytes(Base64.getDecoder().decode(pieces.group()));
    }
    return out.toByteArray();
  }

  private URI uri(String method) {
    return URI.create(
        "http://127.0.0.1:" + server.port() + "/converge.v1.ConvergeService/" + method);
  }

  private SubmitJobResponse finished() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("wide"));
    server.live().await(job.getRunId());
    return job;
  }

  @Test
  // docs/cases.md: J11
  void everyMessageAndTheStatusDecodeInBinaryAndInText() throws Exception {
    SubmitJobResponse job = finished();
    long events = server.engine().view(job.getRunId()).state().sequence();
    assertTrue(events > FACTS);
    for (String type : List.of(BINARY, TEXT)) {
      Answer shown = call("GetJob", job.getJobId(), type);
      assertEquals(1, shown.messages(), type);
      assertTrue(shown.trailers().matches("(?s).*grpc-status: ?0.*"), shown::trailers);
      Answer watched = call("WatchJob", job.getJobId(), type);
      assertEquals(events + 2, watched.messages(), type);
      assertTrue(watched.trailers().matches("(?s).*grpc-status: ?0.*"), watched::trailers);
      Answer unknown = call("GetJob", "job_none", type);
      assertEquals("5", unknown.header("grpc-status"), type);
      assertFalse(unknown.header("grpc-status-details-bin").isEmpty());
    }
  }

  @Test
  // docs/cases.md: J11
  void pagesOfAllowedOriginsSeeTheStatusAndOthersNothing() throws Exception {
    Answer unknown = call("GetJob", "job_none", BINARY);
    assertEquals(origin, unknown.header("access-control-allow-origin"));
    String exposed = unknown.header("access-control-expose-headers").toLowerCase(Locale.ROOT);
    for (String name : List.of("grpc-status", "grpc-message", "grpc-status-details-bin")) {
      assertTrue(exposed.contains(name), exposed);
    }
    HttpResponse<Void> allowed = preflight(origin);
    assertEquals(origin, allowed.headers().firstValue("access-control-allow-origin").orElse(""));
    String headers = allowed.headers().firstValue("access-control-allow-headers").orElse("");
    assertTrue(headers.contains("x-grpc-web") && headers.contains("grpc-timeout"), headers);
    HttpResponse<Void> foreign = preflight("http://evil.example");
    assertTrue(foreign.headers().firstValue("access-control-allow-origin").isEmpty());
  }

  private HttpResponse<Void> preflight(String from) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("GetJob"))
            .header("origin", from)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-grpc-web,grpc-timeout")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding());
  }

  @Test
  void otherTypesOfBodiesAreRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("GetJob"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertEquals(415, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  // docs/cases.md: J11
  void aPageOfAnotherOriginSpeaksGrpcWebInARealBrowser() throws Exception {
    Browser.required();
    SubmitJobResponse job = finished();
    long events = server.engine().view(job.getRunId()).state().sequence();
    String query = "/?server=http://127.0.0.1:" + server.port() + "&job=" + job.getJobId();
    try (Browser browser = new Browser(profile)) {
      browser.open(origin + query);
      check((Json.Obj) Json.parse(LiveEngine.get(result)), events);
    }
  }

  private static void check(Json.Obj told, long events) {
    for (String mode : List.of("binary", "text")) {
      Json.Obj success = part(told, "success " + mode);
      assertEquals(Json.of(1), success.get("messages").orElseThrow());
      assertTrue(String.valueOf(success.get("trailers")).matches("(?s).*grpc-status: ?0.*"));
      Json.Obj error = part(told, "error " + mode);
      assertEquals(Json.of("3"), error.get("grpc-status").orElseThrow());
      assertTrue(error.get("grpc-message").orElseThrow() instanceof Json.Str);
      assertTrue(error.get("grpc-status-details-bin").orElseThrow() instanceof Json.Str);
      Json.Obj stream = part(told, "stream " + mode);
      assertEquals(Json.of(events + 2.0), stream.get("messages").orElseThrow());
    }
  }

  private static Json.Obj part(Json.Obj told, String name) {
    return (Json.Obj)
        told.get(name).orElseThrow(() -> new AssertionError(name + " in " + told.canonical()));
  }
}
