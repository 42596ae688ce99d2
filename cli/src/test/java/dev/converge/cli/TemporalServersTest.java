package dev.converge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static dev.converge.cli.HttpJobs.approval;
import static dev.converge.cli.HttpJobs.get;
import static dev.converge.cli.HttpJobs.post;
import static dev.converge.cli.HttpJobs.submit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.sun.net.httpserver.HttpServer;
import dev.converge.audit.BundleBytes;
import dev.converge.audit.SigningKey;
import dev.converge.audit.Verifier;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.outside.TemporalTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real server and real workers on one PostgreSQL and Temporal's test server, which has a port
/// here. The long tier kills workers and cuts them off.
final class TemporalServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder = Path.of("");
  private final HttpJobs http = new HttpJobs();
  private TemporalTestServer temporal;

  @BeforeEach
  void start() throws IOException {
    temporal = TemporalTestServer.start();
  }

  @AfterEach
  void close() {
    http.close();
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
    String path = approval(client);
    // While no worker is there the server answers 503, and the client repeats it.
    until("it is approved", () -> post(client, path, "{\"actor\":\"ann\"}").status().isSuccess());
  }

  /// A server without Temporal comes to the same result, and loads nothing of it.
  private String resultWithoutTemporal() throws IOException {
    Path loaded = folder.resolve("loaded.txt");
    try (ServerProcess other =
        ServerProcess.launchWith(folder, List.of("-Xlog:class+load:file=" + loaded), "--port=0")) {
      WebClient client = http.client(other.uri());
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
    String running = "--quotas-tenant-running=2";
    String tokens = "--quotas-tenant-tokens-per-day=100000000";
    try (ServerProcess served =
            launch("serve", url, "--port=0", "--signing-key=" + key(), running, tokens);
        ServerProcess worker =
            launch("worker", url, "--worker-listen=127.0.0.1:0", running, tokens)) {
      WebClient client = http.client(served.uri());
      String held = submit(client, HeldJobs.HELD);
      String grown = submit(client, HeldJobs.GROWTH);
      String hash = resultHash(client, grown);
      requireProbes(client, worker);
      until("it waits", () -> get(client, held).contains("\"waiting\""));
      CompletableFuture<AggregatedHttpResponse> stream = client.get(held + "/stream").aggregate();
      approve(client);
      resultHash(client, held);
      until("nothing is reserved", () -> get(client, "/api/v1/usage").contains("\"running\":0"));
      assertEquals(
          tokens(get(client, grown)) + tokens(get(client, held)),
          tokens(get(client, "/api/v1/usage")),
          "only what was used is booked");
      assertEquals(stream.join().contentUtf8(), get(client, held + "/stream"));
      requireGoodBundle(client, grown);
      requireGoodBundle(client, held);
      worker.terminate();
      assertEquals(0, worker.end(PATIENCE), worker.err());
      assertEquals(hash, resultWithoutTemporal());
    }
  }

  /// The first number of tokens that a body names after what was used.
  private static long tokens(String body) {
    Matcher used = Pattern.compile("\"used\":\\{.*?\"tokens\":([0-9]+)").matcher(body);
    assertTrue(used.find(), body);
    return Long.parseLong(used.group(1));
  }

  /// Those who watch the processes see what they do.
  private void requireProbes(WebClient client, ServerProcess worker) throws IOException {
    assertTrue(get(client, "/ready").contains("\"name\":\"temporal\",\"state\":\"ok\""));
    assertTrue(get(client, "/metrics").contains("converge_temporal_answers 1.0"));
    WebClient probes =
        http.client(
            URI.create("http://127.0.0.1:" + worker.said("converge answers probes on port ")));
    assertTrue(get(probes, "/health").contains("\"status\":\"ok\""), get(probes, "/health"));
    assertTrue(get(probes, "/ready").contains("\"status\":\"ready\""), get(probes, "/ready"));
    String counted = get(probes, "/metrics");
    assertTrue(
        counted.contains(
            "converge_jobs_ended_total{outcome=\"converged\",template=\"growth-strategy\"} 1.0"),
        counted);
    assertTrue(counted.contains("converge_temporal_answers 1.0"), counted);
    assertTrue(counted.contains("converge_calls_in_flight"), counted);
    assertTrue(counted.contains("converge_store_writable 1.0"), counted);
  }

  /// The worker is killed while it tells Temporal of its turn, and long after that. The test server
  /// never takes a run from its last worker, so nobody waits for that one here.
  @ParameterizedTest
  @ValueSource(longs = {0, 2_000})
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void aDecisionIsTakenByAnotherWorkerWhenTheOneThatHadTheRunWasKilled(long later)
      throws Exception {
    String url = Postgres.database();
    String anybody = "--temporal-last-worker=0s";
    try (ServerProcess served = launch("serve", url, "--port=0", "--signing-key=" + key());
        ServerProcess killed = launch("worker", url, anybody)) {
      WebClient client = http.client(served.uri());
      String held = submit(client, HeldJobs.HELD);
      until("it waits", () -> get(client, held).contains("\"waiting\""));
      try (ServerProcess other = launch("worker", url, anybody)) {
        other.said("converge works for ");
        LockSupport.parkNanos(Duration.ofMillis(later).toNanos());
        killed.kill();
        // It is not refused once: another worker lives.
        AggregatedHttpResponse answer = post(client, approval(client), "{\"actor\":\"ann\"}");
        assertEquals(200, answer.status().code(), answer::contentUtf8);
        resultHash(client, held);
        requireGoodBundle(client, held);
      }
    }
  }

  /// A worker is killed while a model thinks: it is asked again by another, and what was counted
  /// twice is only what was sent twice. The time in which nobody asked it does not count.
  @Test
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void aModelWhoseWorkerIsKilledWhileItThinksIsAskedAgain() throws Exception {
    String url = Postgres.database();
    try (StubProvider provider = new StubProvider()) {
      provider.think(Duration.ofSeconds(6));
      StubProvider.template(folder);
      String models = "--models=" + provider.models(folder);
      String anybody = "--temporal-last-worker=0s";
      try (ServerProcess served =
              launch("serve", url, "--port=0", "--signing-key=" + key(), models);
          ServerProcess killed = launch("worker", url, models, anybody)) {
        WebClient client = http.client(served.uri());
        String job =
            submit(
                client,
                "{\"template\":\"judged\",\"mode\":\"live\",\"budget\":{\"max_duration\":\"20s\"},"
                    + "\"seeds\":[{\"id\":\"topic:1\",\"content\":\"topic number 1\"}]}");
        until("it thinks", () -> provider.answered().containsKey("note 1"));
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        killed.kill();
        LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
        try (ServerProcess _ = launch("worker", url, models, anybody)) {
          resultHash(client, job);
          assertEquals(Map.of("note 1", 2, "judge 1", 1), provider.answered());
          requireGoodBundle(client, job);
        }
      }
    }
  }

  /// Webhooks are sent by servers, and lists of jobs follow what workers do.
  @Test
  @EnabledIfSystemProperty(named = "converge.tests", matches = "long")
  void webhooksAreSentAndChangesAreToldOfWhatWorkersDo() throws Exception {
    String url = Postgres.database();
    Set<String> received = ConcurrentHashMap.newKeySet();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try (ServerProcess served =
            launch(
                "serve",
                url,
                "--port=0",
                "--signing-key=" + key(),
                "--webhooks-allow=127.0.0.0/8");
        ServerProcess worker = launch("worker", url)) {
      WebClient client = http.client(served.uri());
      worker.said("converge works for ");
      String hook = "{\"url\":\"http://127.0.0.1:%d/\"}".formatted(receiver.getAddress().getPort());
      assertEquals(201, post(client, "/api/v1/webhooks", hook).status().code());
      Queue<String> changes = new ConcurrentLinkedQueue<>();
      Thread reader = Thread.startVirtualThread(() -> read(served, changes));
      String job = submit(client, HeldJobs.GROWTH);
      resultHash(client, job);
      String id = job.substring(job.lastIndexOf('/') + 1);
      until(
          "the list is told of the end",
          () -> changes.stream().anyMatch(line -> line.contains(id) && line.contains("converged")));
      until(
          "the receiver is told of the end",
          () -> received.stream().anyMatch(body -> body.contains("dev.converge.job.ended")));
      reader.interrupt();
    } finally {
      receiver.stop(0);
    }
  }

  /// Reads the changes of the list of jobs until it is interrupted.
  private static void read(ServerProcess served, Queue<String> changes) {
    try (HttpClient reader = HttpClient.newHttpClient()) {
      reader
          .send(
              HttpRequest.newBuilder(served.uri().resolve("/api/v1/jobs/changes")).build(),
              HttpResponse.BodyHandlers.ofLines())
          .body()
          .forEach(changes::add);
    } catch (IOException | UncheckedIOException e) {
      changes.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
      WebClient client = http.client(served.uri());
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
  void aWorkerThatIsCutOffFromTemporalContinuesWhenItIsBack() throws Exception {
    String url = Postgres.database();
    try (TcpProxy proxy = new TcpProxy(temporal.port());
        ServerProcess served = launch("serve", url, "--port=0", "--signing-key=" + key());
        ServerProcess worker =
            launch("worker", url, "--temporal-target=127.0.0.1:" + proxy.port())) {
      WebClient client = http.client(served.uri());
      worker.said("converge works for ");
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        jobs.add(submit(client, HeldJobs.GROWTH));
        proxy.cut();
      }
      proxy.hold(EnumSet.allOf(TcpProxy.Way.class));
      jobs.add(submit(client, HeldJobs.GROWTH));
      LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
      proxy.hold(Set.of());
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
