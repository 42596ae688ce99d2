package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.ClientFactory;
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
import java.net.URI;
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

/// Two real servers on one PostgreSQL: one works, the other waits and takes over.
final class PostgresServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");
  private final ClientFactory factory = ClientFactory.builder().build();

  @AfterEach
  void close() {
    factory.close();
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

  private WebClient client(URI uri) {
    return WebClient.builder(uri)
        .factory(factory)
        .responseTimeoutMillis(0)
        .maxResponseLength(0)
        .build();
  }

  private static AggregatedHttpResponse post(WebClient client, String path, String body) {
    return client
        .execute(
            RequestHeaders.of(HttpMethod.POST, path, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
            body)
        .aggregate()
        .join();
  }

  private static AggregatedHttpResponse get(WebClient client, String path) {
    return client.get(path).aggregate().join();
  }

  private static String submit(WebClient client, String body) {
    AggregatedHttpResponse answer = post(client, "/api/v1/jobs", body);
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return "/api/v1/jobs/" + HeldJobs.text(answer.contentUtf8(), "job_id");
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
    Json.Obj proposals = (Json.Obj) Json.parse(get(client, "/api/v1/proposals").contentUtf8());
    Json.Obj first =
        (Json.Obj) ((Json.Arr) proposals.get("proposals").orElseThrow()).items().getFirst();
    String path =
        "/api/v1/jobs/"
            + HeldJobs.text(first.canonical(), "job_id")
            + "/proposals/"
            + HeldJobs.text(first.canonical(), "proposal_id")
            + "/approve";
    AggregatedHttpResponse answer = post(client, path, "{\"actor\":\"ann\"}");
    assertTrue(answer.status().isSuccess(), answer::contentUtf8);
  }

  /// A server on SQLite comes to the same result, and loads nothing of PostgreSQL.
  private String resultOnSqlite(ServerProcess server, Path loaded) throws IOException {
    WebClient client = client(server.uri());
    String hash = resultHash(client, submit(client, HeldJobs.GROWTH));
    String classes = Files.readString(loaded, StandardCharsets.UTF_8);
    assertTrue(classes.contains("dev.converge.store.sqlite.SqliteStore"), "nothing was logged");
    assertFalse(classes.contains("org.postgresql."), "SQLite loads the driver of PostgreSQL");
    assertFalse(classes.contains("com.zaxxer.hikari."), "SQLite loads a pool of connections");
    return hash;
  }

  @Test
  void whenTheFirstServerIsKilledTheSecondGoesOnWithItsRuns() throws Exception {
    String url = Postgres.database();
    Path loaded = folder.resolve("loaded.txt");
    try (ServerProcess first = launch(url);
        ServerProcess other =
            ServerProcess.launchWith(
                folder, List.of("-Xlog:class+load:file=" + loaded), "--port=0")) {
      WebClient one = client(first.uri());
      try (ServerProcess second = launch(url)) {
        String ready = get(one, "/ready").contentUtf8();
        assertTrue(ready.contains("synchronous_commit on"), ready);
        String grown = submit(one, HeldJobs.GROWTH);
        String held = submit(one, HeldJobs.HELD);
        String hash = resultHash(one, grown);
        assertEquals(hash, resultOnSqlite(other, loaded));
        until("it waits", () -> get(one, held).contentUtf8().contains("\"waiting\""));
        CompletableFuture<AggregatedHttpResponse> stream = one.get(held + "/stream").aggregate();
        refusesAllButProbes(client(second.waits()), held);

        first.kill();
        assertTrue(stream.handle((_, failure) -> failure != null).join());
        WebClient two = client(second.uri());
        until("it is ready", () -> get(two, "/ready").status().code() == 200);
        assertEquals(hash, resultHash(two, grown));
        requireGoodBundle(two, grown);
        approve(two);
        resultHash(two, held);
        requireGoodBundle(two, held);
        assertEquals(hash, resultHash(two, submit(two, HeldJobs.GROWTH)));
      }
    }
  }

  private static void refusesAllButProbes(WebClient standby, String path) {
    assertEquals(200, get(standby, "/health").status().code());
    AggregatedHttpResponse notReady = get(standby, "/ready");
    assertEquals(503, notReady.status().code());
    assertTrue(notReady.contentUtf8().contains("standby"), notReady::contentUtf8);
    AggregatedHttpResponse refused = get(standby, path);
    assertEquals(503, refused.status().code());
    assertEquals("1", refused.headers().get(HttpHeaderNames.RETRY_AFTER));
  }
}
