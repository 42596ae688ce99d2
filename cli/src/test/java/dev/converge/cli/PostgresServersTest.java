package dev.converge.cli;

import static dev.converge.cli.HttpJobs.approval;
import static dev.converge.cli.HttpJobs.post;
import static dev.converge.cli.HttpJobs.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.audit.BundleBytes;
import dev.converge.audit.SigningKey;
import dev.converge.audit.Verifier;
import dev.converge.core.json.Json;
import dev.converge.testkit.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real servers on one PostgreSQL, of which one is killed.
final class PostgresServersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder = Path.of("");
  private final HttpJobs http = new HttpJobs();

  @AfterEach
  void close() {
    http.close();
  }

  private ServerProcess launch(String url) throws Exception {
    Path key = folder.resolve("key.pem");
    if (Files.notExists(key)) {
      SigningKey.ofDirectory(folder);
      Files.move(folder.resolve(SigningKey.FILE), key);
    }
    Path own = Files.createTempDirectory(folder, "server");
    return ServerProcess.launch(
        own,
        "--port=0",
        "--storage-url=" + url,
        "--signing-key=" + key,
        "--templates=" + HeldJobs.template(folder));
  }

  private static AggregatedHttpResponse get(WebClient client, String path) {
    return client.get(path).aggregate().join();
  }

  private static void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String resultHash(WebClient client, String job) {
    String over = get(client, job + "?wait=30s").contentUtf8();
    assertEquals("converged", HeldJobs.text(over, "status"), over);
    return HeldJobs.text(over, "result_hash");
  }

  private void requireGoodBundle(WebClient client, String job) throws IOException {
    AggregatedHttpResponse bundle = get(client, job + "/audit");
    assertEquals(200, bundle.status().code());
    Path file = Files.createTempFile(folder, "bundle", ".zip");
    Files.write(file, bundle.content().array());
    assertTrue(Verifier.verify(BundleBytes.of(file)).valid());
  }

  private static void approve(WebClient client) {
    AggregatedHttpResponse answer = post(client, approval(client), "{\"actor\":\"ann\"}");
    assertTrue(answer.status().isSuccess(), answer::contentUtf8);
  }

  /// A server on SQLite comes to the same result, and loads nothing of PostgreSQL.
  private String resultOnSqlite(ServerProcess server, Path loaded) throws IOException {
    WebClient client = http.client(server.uri());
    String hash = resultHash(client, submit(client, HeldJobs.GROWTH));
    String classes = Files.readString(loaded, StandardCharsets.UTF_8);
    assertTrue(classes.contains("dev.converge.store.sqlite.SqliteStore"), "nothing was logged");
    assertFalse(classes.contains("org.postgresql."), "SQLite loads the driver of PostgreSQL");
    assertFalse(classes.contains("com.zaxxer.hikari."), "SQLite loads a pool of connections");
    return hash;
  }

  /// Reads a job's stream at one server, and then the rest of it at another one.
  private static String rest(WebClient client, String job, String read) {
    long last = read.lines().filter(line -> line.startsWith("id: ")).count();
    return client
        .execute(
            RequestHeaders.of(
                HttpMethod.GET, job + "/stream", "Last-Event-ID", String.valueOf(last)))
        .aggregate()
        .join()
        .contentUtf8();
  }

  private void installedAtOneIsKnownAtTheOther(WebClient one, WebClient two) throws IOException {
    Path held = folder.resolve("templates").resolve("held");
    String spec = Files.readString(held.resolve("held.feature"));
    String wiring = Files.readString(held.resolve("held.yaml"));
    for (String version : List.of("2.0.0", "2.1.0")) {
      Json.Obj body =
          Json.object().put("spec", spec).put("wiring", wiring.replace("1.0.0", version)).build();
      String path = "/api/v1/templates/held/versions/" + version;
      AggregatedHttpResponse installed =
          one.execute(
                  RequestHeaders.of(
                      HttpMethod.PUT, path, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
                  body.canonical())
              .aggregate()
              .join();
      assertEquals(201, installed.status().code(), installed::contentUtf8);
      assertEquals(200, get(two, path).status().code());
    }
    until(
        "the highest is known",
        () -> get(two, "/api/v1/templates/held").contentUtf8().contains("\"version\":\"2.1.0\""));
  }

  @Test
  void anyServerTakesAnythingAndWhenOneIsKilledTheOtherContinuesWithItsRuns() throws Exception {
    String url = Postgres.database();
    Path loaded = folder.resolve("loaded.txt");
    try (ServerProcess first = launch(url);
        ServerProcess second = launch(url);
        ServerProcess other =
            ServerProcess.launchWith(
                folder, List.of("-Xlog:class+load:file=" + loaded), "--port=0")) {
      WebClient one = http.client(first.uri());
      WebClient two = http.client(second.uri());
      until("both know each other", () -> get(one, "/ready").contentUtf8().contains(" of 2,"));
      String ready = get(two, "/ready").contentUtf8();
      assertTrue(ready.contains("synchronous_commit on"), ready);
      String grown = submit(one, HeldJobs.GROWTH);
      String held = submit(one, HeldJobs.HELD);
      String hash = resultHash(two, grown);
      assertEquals(hash, resultOnSqlite(other, loaded));
      until("it waits", () -> get(two, held).contentUtf8().contains("\"waiting\""));
      CompletableFuture<AggregatedHttpResponse> stream = two.get(held + "/stream").aggregate();
      CompletableFuture<AggregatedHttpResponse> lost = one.get(held + "/stream").aggregate();

      installedAtOneIsKnownAtTheOther(one, two);

      first.kill();
      assertTrue(lost.handle((_, failure) -> failure != null).join());
      approve(two);
      resultHash(two, held);
      String streamed = stream.join().contentUtf8();
      assertEquals(streamed, rest(two, held, ""));
      requireGoodBundle(two, grown);
      requireGoodBundle(two, held);
      assertEquals(hash, resultHash(two, submit(two, HeldJobs.GROWTH)));
    }
  }
}
