package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.Verifier;
import dev.converge.cli.client.LiveView;
import dev.converge.core.Chain;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three servers on one PostgreSQL under load, while servers are killed, paused, cut off and
/// replaced, and the database starts again. The build meets each of these once; the long tier kills
/// and pauses 100 times each.
@SuppressWarnings("try") // an interrupted test is over
final class ReplicasTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int TIMES = LONG ? Integer.getInteger("converge.faults", 100) : 1;
  private static final int CLIENTS = 6;
  private static final Duration PAUSE = Duration.ofSeconds(8);
  private static final Duration THINKS = Duration.ofMillis(300);

  /// Within which the runs of a replica go on elsewhere, and what a busy machine adds.
  private static final Duration SOON = Duration.ofSeconds(LONG ? 10 : 20);

  /// One job of so many is read at all servers.
  private static final int EVERYWHERE = 5;

  /// Runs that are verified from their bundles, and replayed.
  private static final int REPLAYED = 5;

  private final ReplicaClients clients = new ReplicaClients();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Duration> takeovers = new ArrayList<>();
  private final Queue<Future<ReplicaClients.Streamed>> streams = new ConcurrentLinkedQueue<>();
  private int faults;

  @TempDir Path folder;

  @Test
  void whateverFailsNothingAcknowledgedIsLostOrDoubledAndStreamsHaveNoGap() throws Exception {
    long seed = Long.getLong("converge.seed", System.nanoTime());
    Random random = new Random(seed);
    try (StubProvider provider = new StubProvider();
        ReplicaServers servers = new ReplicaServers(folder, provider);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      provider.think(THINKS);
      for (int i = 0; i < ReplicaServers.COUNT; i++) {
        clients.found(i, servers.uri(i));
      }
      List<Future<Void>> working = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        working.add(
            threads.submit(
                () -> clients.work(job -> streams.add(threads.submit(() -> clients.follow(job))))));
      }
      try {
        disturb(servers, random);
        clients.finish();
        for (Future<Void> client : working) {
          client.get(2, TimeUnit.MINUTES);
        }
        check(servers, provider, "rerun with -Dconverge.seed=" + seed);
      } finally {
        clients.finish();
        threads.shutdownNow();
      }
    }
  }

  /// Every kind of fault, with some load in between.
  private void disturb(ReplicaServers servers, Random random) throws Exception {
    while (clients.accepted().size() < CLIENTS) {
      calm(random);
    }
    for (int i = 0; i < TIMES; i++) {
      calm(random);
      int killed = random.nextInt(ReplicaServers.COUNT);
      takeovers.add(servers.kill(killed));
      clients.found(killed, servers.uri(killed));
      calm(random);
      takeovers.add(servers.pause(random.nextInt(ReplicaServers.COUNT), PAUSE));
      faults += 2;
    }
    calm(random);
    servers.cut(random.nextInt(ReplicaServers.COUNT));
    calm(random);
    servers.restartDatabase();
    if (LONG) {
      servers.silence(random.nextInt(ReplicaServers.COUNT), PAUSE);
    }
    for (int i = 0; i < ReplicaServers.COUNT; i++) {
      calm(random);
      servers.replace(i);
      clients.found(i, servers.uri(i));
    }
    faults += 3 + ReplicaServers.COUNT;
    calm(random);
  }

  private static void calm(Random random) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(1_000)));
  }

  private void check(ReplicaServers servers, StubProvider provider, String where) throws Exception {
    assertEquals(List.of(), List.copyOf(clients.wrong()), where);
    Map<String, String> accepted = clients.accepted();
    assertTrue(accepted.size() > CLIENTS, where);
    for (String job : accepted.values()) {
      end(job, where);
    }
    Map<String, List<String>> logs = new HashMap<>();
    for (String job : accepted.values()) {
      logs.put(job, log(job, where));
    }
    for (Future<ReplicaClients.Streamed> stream : streams) {
      ReplicaClients.Streamed read = stream.get(1, TimeUnit.MINUTES);
      assertEquals(logs.get(read.job()), read.hashes(), read.job() + "; " + where);
    }
    checkDatabase(servers, where);
    provider
        .answered()
        .forEach((call, times) -> assertTrue(times <= 1 + faults, call + " asked " + times));
    List<String> some = accepted.values().stream().sorted().limit(REPLAYED).toList();
    for (String job : some) {
      checkBundle(job, where);
    }
    report(provider);
    takeovers.forEach(took -> assertTrue(took.compareTo(SOON) <= 0, took + "; " + where));
  }

  private void report(StubProvider provider) {
    Collections.sort(takeovers);
    long twice = provider.answered().values().stream().filter(times -> times > 1).count();
    System.out.printf(
        "replicas: %d jobs, %d faults, %d calls asked more than once; runs were left alone for"
            + " %d ms (median), %d ms (p99), %d ms (most)%n",
        clients.accepted().size(),
        faults,
        twice,
        takeovers.get(takeovers.size() / 2).toMillis(),
        takeovers.get((takeovers.size() * 99 - 1) / 100).toMillis(),
        takeovers.getLast().toMillis());
  }

  private void end(String job, String where) throws Exception {
    String status = "";
    for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        status.isEmpty() || status.equals("running") || status.equals("waiting"); ) {
      assertTrue(System.nanoTime() < end, job + " is " + status + "; " + where);
      status = LiveView.text(get(0, "/api/v1/jobs/" + job + "?wait=10s"), "status");
    }
    if ("/cancel".equals(clients.decided().get(job))) {
      assertEquals("cancelled", status, job + "; " + where);
    }
  }

  /// The log of a job, which is a chain, and the same at all servers where that is looked at.
  private List<String> log(String job, String where) throws Exception {
    String first = stream(0, job);
    for (int i = 1; i < ReplicaServers.COUNT && job.hashCode() % EVERYWHERE == 0; i++) {
      assertEquals(first, stream(i, job), job + "; " + where);
    }
    List<String> hashes = new ArrayList<>();
    Chain chain = null;
    int decisions = 0;
    for (String line : first.lines().filter(line -> line.startsWith("data: ")).toList()) {
      Json.Obj event = (Json.Obj) Json.parse(line.substring("data: ".length()));
      if (chain == null) {
        chain = new Chain(LiveView.text(event, "run_id"), Chain.START);
      }
      assertEquals(null, chain.verify(event), job + "; " + where);
      hashes.add(LiveView.text(event, "hash"));
      decisions += LiveView.text(event, "type").equals("approval_decided") ? 1 : 0;
    }
    String how = clients.decided().getOrDefault(job, "");
    if (how.startsWith("/proposals")) {
      assertEquals(1, decisions, job + " was decided; " + where);
    }
    return hashes;
  }

  private String stream(int server, String job) throws Exception {
    return send(server, "/api/v1/jobs/" + job + "/stream", BodyHandlers.ofString());
  }

  private Json.Obj get(int server, String path) throws Exception {
    return (Json.Obj) Json.parse(send(server, path, BodyHandlers.ofString()));
  }

  private <T> T send(int server, String path, HttpResponse.BodyHandler<T> as)
      throws IOException, InterruptedException {
    HttpRequest request = clients.at(server, path).timeout(Duration.ofSeconds(30)).build();
    HttpResponse<T> answer = http.send(request, as);
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  private void checkDatabase(ReplicaServers servers, String where) throws Exception {
    for (String none :
        List.of(
            "FROM run WHERE unfinished AND job_no IN (SELECT job_no FROM job WHERE template ="
                + " 'reviewed') AND wake_at = 0",
            "FROM (SELECT correlation_id FROM job GROUP BY correlation_id HAVING count(*) > 1) AS"
                + " twice",
            "FROM (SELECT first_sequence, lag(last_sequence, 1, 0::bigint) OVER (PARTITION BY"
                + " run_no ORDER BY last_sequence) AS before FROM journal) AS row WHERE"
                + " first_sequence <> before + 1",
            "FROM run WHERE last_sequence <> (SELECT max(last_sequence) FROM journal WHERE"
                + " journal.run_no = run.run_no)",
            "FROM inbox JOIN run USING (run_id) WHERE outcome IS NULL AND owner IS NOT NULL")) {
      assertEquals(0, servers.count("SELECT count(*) " + none), none + "; " + where);
    }
  }

  /// A run that may have moved verifies from its bundle, and comes to the same again.
  private void checkBundle(String job, String where) throws Exception {
    Path bundle = folder.resolve(job + ".zip");
    send(1, "/api/v1/jobs/" + job + "/audit", BodyHandlers.ofFile(bundle));
    assertTrue(Verifier.verify(BundleBytes.of(bundle)).valid(), job + "; " + where);
    HttpRequest again =
        clients
            .at(2, "/api/v1/jobs/" + job + "/replay")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    String replayed = http.send(again, BodyHandlers.ofString()).body();
    assertTrue(replayed.contains("\"identical\":true"), job + ": " + replayed + "; " + where);
  }
}
