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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A real server and real workers on one PostgreSQL and Temporal's test server, which has a port
/// here. The long tier kills workers and cuts them off.
final class TemporalServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder = Path.of("");
  private final ClientFactory factory = ClientFactory.builder().build();
  private TemporalTestServer temporal;

  @BeforeEach
  void start() throws IOException {
    temporal = TemporalTestServer.start();
  }

  @AfterEach
  void close() {
    factory.close();
    temporal.close();
  }

  private ServerProcess launch(String command, String url, String... more) throws Exception {
    Path own = Files.createTempDirectory(folder, command);
    List<String> options =
        new ArrayList<>(
            List.of(
                "--storage-url=" + url,
                "--templates=" + HeldJobs.template(folder),
                "--engine-host=temporal",
                "--temporal-heartbeat=2s"));
    options.addAll(List.of(more));
    if (options.stream().noneMatch(option -> option.startsWith("--temporal-target="))) {
      options.add("--temporal-target=" + temporal.target());
    }
    return ServerProcess.launchCommand(own, List.of(), command, options.toArray(String[]::new));
  }

  private Path key() throws IOException {
    SigningKey.ofDirectory(folder);
    return folder.resolve(SigningKey.FILE);
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

  private static String get(WebClient client, String path) {
    return client.get(path).aggregate().join().contentUtf8();
  }

  private static String submit(WebClient client, String body) {
    AggregatedHttpResponse answer = post(client, "/api/v1/jobs", body);
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return "/api/v1/jobs/" + HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  /// What the workers said last, for a failure.
  private String said() {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith("err")).toList()) {
        String text = Files.readString(file);
        all.append('\n').append(text, Math.max(0, text.length() - 2_000), text.length());
      }
    } catch (IOException e) {
      all.append(e);
    }
    return all.toString();
  }

  private void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> what + said());
      LockSupport.parkNanos(20_000_000);
    }
  }

  private String resultHash(WebClient client, String job) {
    until(job + " converges", () -> get(client, job + "?wait=30s").contains("\"result_hash\""));
    String over = get(client, job);
    assertEquals("converged", HeldJobs.text(over, "status"), over);
    return HeldJobs.text(over, "result_hash");
  }

  private void approve(WebClient client) {
    Json.Obj proposals = (Json.Obj) Json.parse(get(client, "/api/v1/proposals"));
    Json.Obj first =
        (Json.Obj) ((Json.Arr) proposals.get("proposals").orElseThrow()).items().getFirst();
    String path =
        "/api/v1/jobs/"
            + HeldJobs.text(first.canonical(), "job_id")
            + "/proposals/"
            + HeldJobs.text(first.canonical(), "proposal_id")
            + "/approve";
    // While no worker is there the server answers 503, and the client repeats it.
    until("it is approved", () -> post(client, path, "{\"actor\":\"ann\"}").status().isSuccess());
  }

  /// A server without Temporal comes to the same result, and loads nothing of it.
  private String resultWithoutTemporal() throws IOException {
    Path loaded = folder.resolve("loaded.txt");
    try (ServerProcess other =
        ServerProcess.launchWith(folder, List.of("-Xlog:class+load:file=" + loaded), "--port=0")) {
      WebClient client = client(other.uri());
      String hash = resultHash(client, submit(client, HeldJobs.GROWTH));
      String classes = Files.readString(loaded);
      assertTrue(classes.contains("dev.converge.store.sqlite.SqliteStore"), "nothing was logged");
      assertFalse(classes.contains("io.temporal."), "a server loads Temporal for nothing");
      assertFalse(classes.contains("io.grpc.netty.shaded."), "a server loads its transport");
      return hash;
    }
  }

  @Test
  void aWorkerDrivesWhatAServerTakesInAndAServerWithoutTemporalLoadsNothingOfIt() throws Exception {
    String url = Postgres.database();
    try (ServerProcess served = launch("serve", url, "--port=0", "--signing-key=" + key());
        ServerProcess worker = launch("worker", url)) {
      WebClient client = client(served.uri());
      String held = submit(client, HeldJobs.HELD);
      String grown = submit(client, HeldJobs.GROWTH);
      String hash = resultHash(client, grown);
      until("it waits", () -> get(client, held).contains("\"waiting\""));
      CompletableFuture<AggregatedHttpResponse> stream = client.get(held + "/stream").aggregate();
      approve(client);
      resultHash(client, held);
      assertEquals(stream.join().contentUtf8(), get(client, held + "/stream"));
      requireGoodBundle(client, grown);
      requireGoodBundle(client, held);
      worker.terminate();
      assertEquals(0, worker.end(PATIENCE), worker.err());
      assertEquals(hash, resultWithoutTemporal());
    }
  }

  /// Kills a worker again and again while jobs come in.
  @Test
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void workersThatAreKilledAgainAndAgainLoseAndDoubleNothing() throws Exception {
    String url = Postgres.database();
    int kills = Integer.getInteger("converge.kills", 100);
    Random random = new Random(kills);
    try (ServerProcess served = launch("serve", url, "--port=0", "--signing-key=" + key())) {
      WebClient client = client(served.uri());
      ServerProcess worker = launch("worker", url);
      List<String> jobs = new ArrayList<>();
      try {
        for (int i = 0; i < kills; i++) {
          worker.said("converge works for ");
          for (int job = 0; job < 4; job++) {
            jobs.add(submit(client, HeldJobs.GROWTH));
          }
          LockSupport.parkNanos(Duration.ofMillis(random.nextInt(600)).toNanos());
          worker.kill();
          worker = launch("worker", url);
        }
        String hash = resultHash(client, jobs.getFirst());
        for (String job : jobs) {
          assertEquals(hash, resultHash(client, job));
          requireGoodBundle(client, job);
        }
        assertEquals(kills * 4L, jobs.stream().distinct().count());
        System.out.println(kills + " kills, " + jobs.size() + " jobs, each with " + hash);
      } finally {
        worker.close();
      }
    }
  }

  /// The connection between a worker and Temporal breaks again and again.
  @Test
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void aWorkerThatIsCutOffFromTemporalGoesOnWhenItIsBack() throws Exception {
    String url = Postgres.database();
    try (TcpProxy proxy = new TcpProxy(temporal.port());
        ServerProcess served = launch("serve", url, "--port=0", "--signing-key=" + key());
        ServerProcess worker =
            launch("worker", url, "--temporal-target=127.0.0.1:" + proxy.port())) {
      WebClient client = client(served.uri());
      worker.said("converge works for ");
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        jobs.add(submit(client, HeldJobs.GROWTH));
        proxy.cut();
      }
      jobs.add(submit(client, HeldJobs.GROWTH));
      proxy.cut();
      String hash = resultHash(client, jobs.getFirst());
      for (String job : jobs) {
        assertEquals(hash, resultHash(client, job));
        requireGoodBundle(client, job);
      }
    }
  }

  private void requireGoodBundle(WebClient client, String job) throws IOException {
    AggregatedHttpResponse bundle = client.get(job + "/audit").aggregate().join();
    assertEquals(200, bundle.status().code());
    Path file = Files.createTempFile(folder, "bundle", ".zip");
    Files.write(file, bundle.content().array());
    assertTrue(Verifier.verify(BundleBytes.of(file)).valid());
  }
}
