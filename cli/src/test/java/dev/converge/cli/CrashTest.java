package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.client.LiveView;
import dev.converge.core.Chain;
import dev.converge.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a real server under load with SIGKILL, starts it again, and looks for what got lost or
/// doubled (D01: after a crash every run goes on, and new ones are taken).
class CrashTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int KILLS = LONG ? 100 : 3;
  private static final int CLIENTS = 8;

  /// For a job that still runs, on a machine that is busy with others.
  private static final int MOST_WAITS = 10;

  /// Kinds of jobs of each client, in turn.
  private static final int KINDS = 4;

  private static final String SMALL = "{\"budget\":{\"max_cycles\":2},";
  private static final String LARGER = "{\"budget\":{\"max_cycles\":50}}";
  private static final String OTHER = "{\"seeds\":[{\"id\":\"a\",\"content\":\"second\"}]}";
  private static final String BODY =
      "{\"template\":\"slow\",\"seeds\":[{\"id\":\"a\",\"content\":\"first\"}]}";

  private static final String REVISED = BODY.replace("slow", "revised");
  private static final String RETURNED = "{\"actor\":\"ann\",\"comment\":\"say more\"}";
  private static final String APPROVED = "{\"actor\":\"ann\"}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> continued = new ConcurrentLinkedQueue<>();
  private final Queue<String> forked = new ConcurrentLinkedQueue<>();
  private final Queue<String> otherwise = new ConcurrentLinkedQueue<>();
  private final Queue<String> revised = new ConcurrentLinkedQueue<>();
  private @Nullable Process process;
  private volatile int port;
  private volatile boolean submitting = true;

  @TempDir Path folder;

  @Test
  void killedUnderLoadNothingAcknowledgedIsLostAndNothingIsDoubled() throws Exception {
    long seed = Long.getLong("converge.seed", System.nanoTime());
    Random random = new Random(seed);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      start();
      List<Future<?>> clients = new ArrayList<>();
      List<Future<Map<Long, String>>> watchers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(threads.submit(() -> submitMany(client)));
      }
      for (int i = 0; i < KILLS; i++) {
        String one = firstAcknowledged(random);
        watchers.add(threads.submit(() -> watch(one)));
        TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(600));
        kill();
        start();
      }
      submitting = false;
      for (Future<?> client : clients) {
        client.get(5, TimeUnit.MINUTES);
      }
      String where = "rerun with -Dconverge.seed=" + seed;
      check(where);
      for (Future<Map<Long, String>> watcher : watchers) {
        assertTrue(watcher.get(5, TimeUnit.MINUTES).size() > CrashServer.FACTS, where);
      }
    } finally {
      kill();
    }
  }

  private void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(SharedClasses.options(ServerProcess::train));
    command.addAll(
        List.of(
            CrashServer.class.getName(),
            folder.resolve("data").toString(),
            folder.resolve("asked").toString()));
    Process started =
        new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
    process = started;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    assertNotNull(line, () -> "the server did not start: " + stderr());
    port = Integer.parseInt(line.strip());
  }

  private String stderr() {
    try {
      return Files.readString(folder.resolve("stderr"));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /// Submits one job after the other, each under a key of its own, asking again until it is
  /// answered.
  private Void submitMany(int client) throws InterruptedException {
    for (int i = 0; submitting || i < KINDS; i++) {
      String key = "client-" + client + "-" + i;
      for (boolean answered = false; !answered; ) {
        answered = submitted(key, BODY, acknowledged);
      }
      if (i % KINDS == 0) {
        submitAndContinue(key + "-again");
      } else if (i % KINDS == 2) {
        fork(acknowledged.element(), key + "-fork");
      } else if (i % KINDS == 3) {
        submitAndReturn(key + "-return");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return null;
  }

  /// A job whose budget is too small, which is continued once it has halted.
  private void submitAndContinue(String key) throws InterruptedException {
    Queue<String> mine = new ConcurrentLinkedQueue<>();
    for (boolean answered = false; !answered; ) {
      answered = submitted(key, SMALL + BODY.substring(1), mine);
    }
    String job = "/api/v1/jobs/" + mine.element();
    for (boolean over = false; !over; ) {
      over = send(request(job + "?wait=5s").GET(), 200).contains("\"status\":\"halted\"");
    }
    for (boolean answered = false; !answered; ) {
      answered = !send(post(job + "/continue", key, LARGER), 202).isEmpty();
    }
    continued.add(mine.element());
  }

  /// A job whose one proposal is returned once, and approved when it is revised.
  private void submitAndReturn(String key) throws InterruptedException {
    Queue<String> mine = new ConcurrentLinkedQueue<>();
    for (boolean answered = false; !answered; ) {
      answered = submitted(key, REVISED, mine);
    }
    decide(mine.element(), "prop:1:drafting:1", "/return", RETURNED);
    decide(mine.element(), "prop:2:drafting:1", "/approve", APPROVED);
    revised.add(mine.element());
  }

  /// Decides once the proposal waits, asking again until it is answered.
  private void decide(String job, String proposal, String how, String body)
      throws InterruptedException {
    String path = "/api/v1/jobs/" + job;
    for (boolean waits = false; !waits; ) {
      waits = send(request(path + "?wait=5s").GET(), 200).contains("first " + proposal + " by");
    }
    path += "/proposals/" + proposal + how;
    for (boolean answered = false; !answered; ) {
      answered = !send(post(path, proposal + how, body), 200).isEmpty();
    }
  }

  /// A fork that changes nothing and one that starts from something else, each under a key.
  private void fork(String job, String key) throws InterruptedException {
    for (boolean over = false; !over; ) {
      over =
          send(request("/api/v1/jobs/" + job + "?wait=5s").GET(), 200)
              .contains("\"status\":\"converged\"");
    }
    forkOnce(job, key, "{}", forked);
    forkOnce(job, key + "-other", OTHER, otherwise);
  }

  private void forkOnce(String job, String key, String changes, Queue<String> jobs)
      throws InterruptedException {
    String answer = "";
    while (answer.isEmpty()) {
      answer = send(post("/api/v1/jobs/" + job + "/fork", key, changes), 202);
    }
    jobs.add(LiveView.text((Json.Obj) Json.parse(answer), "job_id"));
  }

  private boolean submitted(String key, String body, Queue<String> jobs)
      throws InterruptedException {
    String answer = send(post("/api/v1/jobs", key, body), 202);
    if (!answer.isEmpty()) {
      jobs.add(LiveView.text((Json.Obj) Json.parse(answer), "job_id"));
    }
    return !answer.isEmpty();
  }

  private HttpRequest.Builder post(String path, String key, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  /// The answer, or nothing while the server is away.
  private String send(HttpRequest.Builder request, int status) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == status) {
        return response.body();
      }
      assertEquals(503, response.statusCode(), response.body());
    } catch (IOException killed) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return "";
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60));
  }

  private String firstAcknowledged(Random random) throws InterruptedException {
    while (acknowledged.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    List<String> all = List.copyOf(acknowledged);
    return all.get(Math.max(0, all.size() - 1 - random.nextInt(3)));
  }

  /// Reads a job's stream to its end across kills: no gap, no duplicate.
  private Map<Long, String> watch(String jobId) throws InterruptedException {
    Map<Long, String> hashes = new HashMap<>();
    long last = 0;
    boolean ended = false;
    while (!ended) {
      try {
        HttpResponse<InputStream> response =
            http.send(
                request("/api/v1/jobs/" + jobId + "/stream")
                    .header("Last-Event-ID", String.valueOf(last))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data: ")) {
            Json.Obj event = (Json.Obj) Json.parse(line.substring(6));
            long sequence = (long) ((Json.Num) event.get("sequence").orElseThrow()).value();
            assertEquals(last + 1, sequence, jobId);
            hashes.put(sequence, LiveView.text(event, "hash"));
            last = sequence;
            ended = event.get("summary").isPresent();
          }
        }
      } catch (IOException killed) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return hashes;
  }

  private void check(String where) throws Exception {
    Set<String> jobs = new HashSet<>(acknowledged);
    assertEquals(jobs.size(), acknowledged.size(), "two keys became one job; " + where);
    assertTrue(jobs.size() >= KILLS, where);
    Set<String> results = new HashSet<>();
    Map<String, Integer> answered = new HashMap<>();
    for (String job : jobs) {
      Json.Obj result = over(job);
      assertEquals("converged", LiveView.text(result, "status"), where);
      results.add(LiveView.text(result, "result_hash"));
      checkChain(job, answered, where);
    }
    assertTrue(!continued.isEmpty(), "nothing was continued; " + where);
    for (String job : continued) {
      Json.Obj result = over(job);
      assertEquals("converged", LiveView.text(result, "status"), where);
      assertEquals("2", result.get("epoch").orElseThrow().canonical(), where);
      results.add(LiveView.text(result, "result_hash"));
    }
    assertTrue(!forked.isEmpty(), "nothing was forked; " + where);
    for (String job : forked) {
      Json.Obj result = over(job);
      results.add(LiveView.text(result, "result_hash"));
      assertTrue(result.canonical().contains("\"asked\":[]"), result.canonical() + "; " + where);
    }
    for (String job : forked) {
      String compared = "/api/v1/runs/compare?a=" + acknowledged.element() + "&b=" + job;
      assertEquals("true", get(compared).get("alike").orElseThrow().canonical(), where);
    }
    checkRevised(where);
    Set<String> others = new HashSet<>();
    for (String job : otherwise) {
      Json.Obj result = over(job);
      assertEquals("converged", LiveView.text(result, "status"), where);
      others.add(LiveView.text(result, "result_hash"));
      checkChain(job, answered, where);
    }
    assertEquals(1, others.size(), "the other seed came to " + others + "; " + where);
    assertEquals(otherwise.size(), new HashSet<>(otherwise).size(), where);
    assertEquals(1, results.size(), "the same seeds came to " + results + "; " + where);
    checkAsked(where);
  }

  /// Each was returned once and asked for two answers, whatever died between.
  private void checkRevised(String where) throws Exception {
    assertTrue(!revised.isEmpty(), "nothing was returned; " + where);
    Set<String> results = new HashSet<>();
    for (String job : revised) {
      Json.Obj result = over(job);
      assertEquals("converged", LiveView.text(result, "status"), where);
      results.add(LiveView.text(result, "result_hash"));
      String[] types = {""};
      watchLines(job, event -> types[0] += LiveView.text(event, "type") + " ");
      for (String type : List.of("agent_completed ", "proposal_returned ", "approval_decided ")) {
        int times = type.startsWith("agent") ? 2 : 1;
        assertEquals(times, types[0].split(type, -1).length - 1, job + types[0] + where);
      }
    }
    assertEquals(1, results.size(), "revised came to " + results + "; " + where);
  }

  /// The agents of the flow stand in a row, so whoever is asked has all before it answered: nobody
  /// may be asked after a later one was.
  private void checkAsked(String where) throws IOException {
    Map<String, String> last = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("asked"))) {
      String[] ask = line.split(" ", 3);
      String before = last.put(ask[0], ask[1]);
      assertTrue(
          before == null || before.compareTo(ask[1]) <= 0,
          () -> ask[0] + ": " + ask[1] + " asked after " + before + "; " + where);
    }
    assertTrue(last.size() >= acknowledged.size(), where);
  }

  private void checkChain(String job, Map<String, Integer> answered, String where)
      throws InterruptedException {
    Chain[] chain = new Chain[1];
    watchLines(
        job,
        event -> {
          String runId = LiveView.text(event, "run_id");
          if (chain[0] == null) {
            chain[0] = new Chain(runId, Chain.START);
          }
          assertEquals(null, chain[0].verify(event), where);
          if (LiveView.text(event, "type").equals("agent_completed")) {
            String one = runId + " " + LiveView.text(event, "agent");
            assertEquals(
                1, answered.merge(one, 1, Integer::sum), one + " answered twice; " + where);
          }
        });
  }

  private void watchLines(String job, java.util.function.Consumer<Json.Obj> sink)
      throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              request("/api/v1/jobs/" + job + "/stream").build(),
              HttpResponse.BodyHandlers.ofString());
      response
          .body()
          .lines()
          .filter(line -> line.startsWith("data: "))
          .forEach(line -> sink.accept((Json.Obj) Json.parse(line.substring(6))));
    } catch (IOException e) {
      throw new AssertionError("the stream of " + job + " broke", e);
    }
  }

  /// A job that does not run any more.
  private Json.Obj over(String job) throws Exception {
    Json.Obj result = get("/api/v1/jobs/" + job + "?wait=30s");
    for (int i = 0; i < MOST_WAITS && LiveView.text(result, "status").equals("running"); i++) {
      result = get("/api/v1/jobs/" + job + "?wait=30s");
    }
    return result;
  }

  private Json.Obj get(String path) throws Exception {
    HttpResponse<String> response =
        http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return (Json.Obj) Json.parse(response.body());
  }
}
