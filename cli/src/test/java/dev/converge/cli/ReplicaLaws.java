package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What holds of several servers on one database once nothing fails any more, whatever failed
/// before.
@SuppressWarnings("try") // an interrupted test is over
final class ReplicaLaws {
  /// One job of so many is read at all servers.
  private static final int EVERYWHERE = 5;

  /// Jobs that are read at the same time.
  private static final int READERS = 4;

  /// Runs that moved, whose bundles are verified and replayed.
  private static final int REPLAYED = 5;

  /// How many replicas drove a run, one after the other; those that stopped come first.
  private static final String MOVED =
      " FROM seen_owner JOIN run USING (run_no) JOIN job USING (job_no) GROUP BY job_id,"
          + " correlation_id HAVING count(DISTINCT replica_no) > 1";

  private final ReplicaServers servers;
  private final ReplicaClients clients;
  private final Path folder;
  private final String where;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private long askedAgain;

  /// @param where said with each law that does not hold
  ReplicaLaws(ReplicaServers servers, ReplicaClients clients, Path folder, String where) {
    this.servers = servers;
    this.clients = clients;
    this.folder = folder;
    this.where = where;
  }

  /// Calls that were asked more than once.
  long askedAgain() {
    return askedAgain;
  }

  /// Runs that several replicas drove, one after the other.
  long moved() throws Exception {
    return servers.count("SELECT count(*) FROM (SELECT job_id" + MOVED + ") AS moved");
  }

  void check(Queue<Future<ReplicaClients.Streamed>> streams, StubProvider provider)
      throws Exception {
    assertEquals(List.of(), List.copyOf(clients.wrong()), where);
    Map<String, String> accepted = clients.accepted();
    assertTrue(accepted.size() > REPLAYED, where);
    Map<String, List<String>> logs = logs(accepted.values());
    for (Future<ReplicaClients.Streamed> stream : streams) {
      ReplicaClients.Streamed read = stream.get(5, TimeUnit.MINUTES);
      assertEquals(logs.get(read.job()), read.hashes(), read.job() + "; " + where);
    }
    checkDatabase();
    checkLists(new HashSet<>(accepted.values()));
    checkCalls(provider);
    checkMoved();
  }

  private Map<String, List<String>> logs(Collection<String> jobs) throws Exception {
    Map<String, List<String>> logs = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> all = new ArrayList<>();
      for (String job : jobs) {
        all.add(
            threads.submit(() -> {
              end(job);
              return logs.put(job, log(job));
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    return logs;
  }

  private void end(String job) throws Exception {
    String status = "";
    for (long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        status.isEmpty() || status.equals("running") || status.equals("waiting"); ) {
      assertTrue(System.nanoTime() < end, job + " is " + status + "; " + where);
      status = LiveView.text(job(job), "status");
    }
    if ("/cancel".equals(clients.decided().get(job))) {
      assertEquals("cancelled", status, job + "; " + where);
    }
  }

  private Json.Obj job(String job) throws Exception {
    String path = "/api/v1/jobs/" + job + "?wait=10s";
    return (Json.Obj) Json.parse(send(0, path, BodyHandlers.ofString()));
  }

  /// The log of a job, which is a chain, and the same at all servers where that is looked at.
  private List<String> log(String job) throws Exception {
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
    if (clients.decided().getOrDefault(job, "").startsWith("/proposals")) {
      assertEquals(1, decisions, job + " was decided; " + where);
    }
    return hashes;
  }

  private String stream(int server, String job) throws Exception {
    return send(server, "/api/v1/jobs/" + job + "/stream", BodyHandlers.ofString());
  }

  private <T> T send(int server, String path, HttpResponse.BodyHandler<T> as)
      throws IOException, InterruptedException {
    HttpRequest request = clients.at(server, path).timeout(ServerProcess.PATIENCE).build();
    HttpResponse<T> answer = http.send(request, as);
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  private void checkDatabase() throws Exception {
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

  /// Every server lists the same jobs, each once, and every one that was accepted.
  private void checkLists(Set<String> accepted) throws Exception {
    List<String> first = list(0);
    assertEquals(first.size(), new HashSet<>(first).size(), where);
    accepted.removeAll(first);
    assertEquals(Set.of(), accepted, where);
    for (int i = 1; i < ReplicaServers.COUNT; i++) {
      assertEquals(first, list(i), where);
    }
  }

  private List<String> list(int server) throws Exception {
    List<String> all = new ArrayList<>();
    String cursor = "";
    do {
      String page =
          send(server, "/api/v1/jobs?limit=1000&order=oldest" + cursor, BodyHandlers.ofString());
      all.addAll(ReplicaClients.ids(page));
      String next = LiveView.text((Json.Obj) Json.parse(page), "next_cursor");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return all;
  }

  /// Whoever drives a run asks an agent once for each attempt.
  private void checkCalls(StubProvider provider) throws Exception {
    Map<String, Long> owners = new HashMap<>();
    for (String row :
        servers.texts(
            "SELECT correlation_id || ' ' || count(*) FROM seen_owner JOIN run USING (run_no) JOIN"
                + " job USING (job_no) WHERE correlation_id IS NOT NULL GROUP BY correlation_id")) {
      int space = row.indexOf(' ');
      owners.put(row.substring("topic-".length(), space), Long.valueOf(row.substring(space + 1)));
    }
    provider
        .answered()
        .forEach((call, times) -> {
          if (times > 1) {
            askedAgain++;
            long most = owners.getOrDefault(call.substring(call.indexOf(' ') + 1), 1L);
            assertTrue(times <= most, call + " asked " + times + ", owners " + most + "; " + where);
          }
        });
  }

  /// A run that moved has the result of one that was left in peace, verifies from its bundle, and
  /// comes to the same again.
  private void checkMoved() throws Exception {
    int checked = 0;
    for (String row :
        servers.texts(
            "SELECT job_id || ' ' || correlation_id"
                + MOVED
                + " ORDER BY bool_or(replica_no IN ("
                + servers.stopped()
                + ")) DESC, count(*) DESC, job_id")) {
      String job = row.substring(0, row.indexOf(' '));
      String how = clients.decided().getOrDefault(job, "");
      if (checked < REPLAYED && how.startsWith("/proposals")) {
        checkBundle(job);
        checkPeace(Integer.parseInt(row.substring(row.lastIndexOf('-') + 1)), job, how);
        checked++;
      }
    }
    assertTrue(checked > 0, "no run moved; " + where);
  }

  private void checkBundle(String job) throws Exception {
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

  private void checkPeace(int topic, String moved, String how) throws Exception {
    String seeds = ReplicaClients.body("peace-" + topic, topic);
    HttpRequest again = ReplicaClients.posting(clients.at(0, "/api/v1/jobs"), seeds).build();
    String answer = http.send(again, BodyHandlers.ofString()).body();
    String job = LiveView.text((Json.Obj) Json.parse(answer), "job_id");
    clients.decide(job, how);
    end(job);
    String hash = LiveView.text(job(moved), "result_hash");
    assertFalse(hash.isEmpty(), moved);
    assertEquals(hash, LiveView.text(job(job), "result_hash"), moved + "; " + where);
  }
}
