package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server whose templates call a service.
final class ToolServerTest {
  private static final String SEEDS =
      "\"seeds\":[{\"id\":\"price:a\",\"content\":\"A chair.\",\"data\":{\"amount\":10,\"currency\":\"USD\"}},"
          + "{\"id\":\"price:b\",\"content\":\"A table.\",\"data\":{\"amount\":40,\"currency\":\"SEK\"}}]";

  @TempDir private Path folder = Path.of("");
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean holds;
  private @org.jspecify.annotations.Nullable HttpServer opened;

  @BeforeEach
  void open() throws IOException {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    opened = service;
    service.createContext("/", this::answer);
    service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    service.start();
    Path template = Files.createDirectories(folder.resolve("templates/prices"));
    Files.writeString(
        template.resolve("prices.feature"),
        """
        Feature: Prices abroad
          Say what each price is in euros.

          @intent
          Scenario: Scope
            Given a seed with id starting "price:"

          @agent @tool @id:rates
          Scenario: The rate of each price is looked up
            Given facts under "Seeds"
            When the tool "rate" is called
              | argument | value         |
              | base     | fact.currency |
            And the fields are computed
              | field | value                          |
              | euros | round(amount * answer.rate, 2) |
            Then it proposes 1 fact under "Prices" for each fact under "Seeds" with ids starting "euro:"
            And each fact says "{amount} {base} are {euros} EUR"
        """);
    Files.writeString(
        template.resolve("prices.yaml"),
        """
        name: prices
        version: 1.0.0
        spec: prices.feature
        agents:
          - { id: rates, requirements: deterministic }
        """);
    tools("");
  }

  private void tools(String headers) throws IOException {
    Files.writeString(
        folder.resolve("tools.yaml"),
        """
        tools:
          - name: rate
            arguments: [base]
            http: { method: POST, url: "http://127.0.0.1:%d/rates"%s }
            reach: private
        """
            .formatted(service().getAddress().getPort(), headers));
  }

  private HttpServer service() {
    return java.util.Objects.requireNonNull(opened);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    keys.add(body + " " + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    if (holds && body.contains("SEK")) {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    byte[] said =
        (body.contains("USD") ? "{\"rate\":0.9}" : "{\"rate\":0.1}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, said.length);
    exchange.getResponseBody().write(said);
    exchange.close();
  }

  @AfterEach
  void close() {
    released.countDown();
    service().stop(0);
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(
        folder,
        "--port",
        "0",
        "--data",
        folder.resolve("data").toString(),
        "--templates",
        folder.resolve("templates").toString(),
        "--tools",
        folder.resolve("tools.yaml").toString());
  }

  private static AggregatedHttpResponse submit(URI server) {
    return WebClient.of(server)
        .execute(
            RequestHeaders.of(
                HttpMethod.POST, "/api/v1/jobs", HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
            "{\"template\":\"prices\"," + SEEDS + "}")
        .aggregate()
        .join();
  }

  private static String get(URI server, String path) {
    return WebClient.of(server).get(path).aggregate().join().contentUtf8();
  }

  private static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "in vain");
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String job(AggregatedHttpResponse answer) {
    return answer.contentUtf8().replaceAll("(?s).*\"job_id\":\"(job_[^\"]+)\".*", "$1");
  }

  /// A call that was under way is made again under its key; one that was answered in the same turn
  /// is not stored without it, so it is made again as well. Nothing is proposed twice, and a replay
  /// calls nobody.
  @Test
  void killedInTheMiddleOfACallTheRunContinuesAndAReplayCallsNobody() throws Exception {
    holds = true;
    String job;
    try (ServerProcess server = start()) {
      AggregatedHttpResponse answer = submit(server.uri());
      assertEquals(202, answer.status().code(), answer::contentUtf8);
      job = job(answer);
      eventually(() -> keys.size() == 2);
      server.kill();
    }
    holds = false;
    released.countDown();
    try (ServerProcess server = start()) {
      URI uri = server.uri();
      eventually(() -> get(uri, "/api/v1/jobs/" + job).contains("\"converged\""));
      String result = get(uri, "/api/v1/jobs/" + job + "/facts");
      assertTrue(result.contains("10 USD are 9 EUR"), result);
      assertTrue(result.contains("40 SEK are 4 EUR"), result);
      String ended = get(uri, "/api/v1/jobs/" + job);
      assertTrue(ended.contains("\"because\":[\"tools\"]"), ended);
      assertTrue(result.contains("\"origin\":\"tool\""), result);
      assertEquals(2, result.split("are \\d+ EUR", -1).length - 1, result);
      assertEquals(4, keys.size(), keys::toString);
      assertEquals(2, new TreeSet<>(keys).size(), keys::toString);
      byte[] bundle =
          WebClient.of(uri)
              .get("/api/v1/jobs/" + job + "/audit")
              .aggregate()
              .join()
              .content()
              .array();
      Path file = Files.write(folder.resolve("bundle.zip"), bundle);
      StringWriter out = new StringWriter();
      int code =
          Main.commandLine()
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(out))
              .execute("replay", file.toString());
      assertEquals(0, code, out::toString);
      assertEquals(4, keys.size(), out::toString);
    }
  }

  @Test
  void aJobWhoseToolLacksItsSecretIsRefused() throws Exception {
    tools(", headers: { X-Api-Key: \"${CONVERGE_TEST_NOT_SET}\" }");
    try (ServerProcess server = start()) {
      AggregatedHttpResponse answer = submit(server.uri());
      assertEquals(422, answer.status().code(), answer::contentUtf8);
      assertTrue(
          answer
              .contentUtf8()
              .contains("tool \\\"rate\\\" needs CONVERGE_TEST_NOT_SET in the environment"),
          answer::contentUtf8);
      assertEquals(List.of(), keys);
    }
  }
}
