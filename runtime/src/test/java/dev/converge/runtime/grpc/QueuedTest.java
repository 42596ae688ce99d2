package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.engine.host.ComputeThreads;
import dev.converge.proto.GetJobRequest;
import dev.converge.proto.GetJobResponse;
import dev.converge.proto.ServerEvent;
import dev.converge.proto.WatchJobRequest;
import dev.converge.testkit.ComputingAgents;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.outside.HostedEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// What a client sees of a run that waits for its turn.
@DisabledIfSystemProperty(
    named = HostedEngine.PROPERTY,
    matches = HostedEngine.TEMPORAL,
    disabledReason = "the task queue is the queue")
final class QueuedTest {
  private static final Program ONE = ScriptedPrograms.slow(1, Duration.ofSeconds(1));
  private static final String BODY =
      "{\"template\":\"slow\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"the beginning\"}]}";

  private final Semaphore turns = new Semaphore(0);
  private final ScriptedAgents agents = new ScriptedAgents(_ -> turns.acquire());
  private final ComputeThreads threads = new ComputeThreads();
  private final GrpcServer server =
      new GrpcServer(new LiveEngine(threads, 1, new ComputingAgents(agents), ONE), ONE);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> jobs = new ArrayList<>();

  @AfterEach
  void stop() {
    turns.release(100);
    client.close();
    server.close();
    threads.close();
    agents.close();
  }

  /// One run that is under way, and others behind it.
  private void queue(int runs) {
    for (int i = 0; i <= runs; i++) {
      jobs.add(server.post("/api/v1/jobs", BODY));
      int waiting = i;
      Eventually.so(
          () -> server.engine().callsInFlight() == 1 && server.engine().queued() == waiting);
    }
  }

  private HttpRequest get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/jobs/" + path);
    return HttpRequest.newBuilder(uri).timeout(LiveEngine.PATIENCE).build();
  }

  private HttpResponse<String> job(String id) throws IOException, InterruptedException {
    return client.send(get(id), HttpResponse.BodyHandlers.ofString());
  }

  private int position(String id) throws IOException, InterruptedException {
    Json.Obj job = (Json.Obj) Json.parse(job(id).body());
    return job.get("queued")
        .map(queued -> (int) ((Json.Num) ((Json.Obj) queued).get("position").orElseThrow()).value())
        .orElse(0);
  }

  @Test
  void aJobSaysItsPlaceUntilItIsItsTurn() throws IOException, InterruptedException {
    queue(3);
    for (int i = 0; i <= 3; i++) {
      assertEquals(i, position(jobs.get(i)));
      GetJobResponse job =
          server.ourCalls().getJob(GetJobRequest.newBuilder().setJobId(jobs.get(i)).build());
      assertEquals(i > 0, job.hasQueued());
      assertEquals(i, job.getQueued().getPosition());
    }
    String tag = job(jobs.get(3)).headers().firstValue("ETag").orElseThrow();
    turns.release();
    Eventually.so(() -> server.engine().queued() == 2);
    assertEquals(0, position(jobs.get(1)));
    assertEquals(2, position(jobs.get(3)));
    assertFalse(tag.equals(job(jobs.get(3)).headers().firstValue("ETag").orElseThrow()));
    server.post("/api/v1/jobs/" + jobs.get(2) + "/cancel", "{}");
    Eventually.so(() -> server.engine().queued() == 1);
    assertEquals(1, position(jobs.get(3)), "the one before it does not wait any more");
  }

  @Test
  void aStreamTellsThePositionAsAnEventOnlyToWhoAsked() throws IOException, InterruptedException {
    queue(2);
    HttpResponse<Stream<String>> asked =
        client.send(
            get(jobs.get(2) + "/stream?positions=true"), HttpResponse.BodyHandlers.ofLines());
    HttpResponse<Stream<String>> plain =
        client.send(get(jobs.get(2) + "/stream"), HttpResponse.BodyHandlers.ofLines());
    Iterator<String> lines = asked.body().iterator();
    until(lines, "event: queued");
    assertEquals("data: {\"position\":2}", lines.next());
    Iterator<String> comments = plain.body().iterator();
    until(comments, ": queued, position 2");
    turns.release();
    until(lines, "event: queued");
    assertEquals("data: {\"position\":1}", lines.next());
    turns.release(2);
    List<String> rest = new ArrayList<>();
    comments.forEachRemaining(rest::add);
    assertTrue(rest.stream().anyMatch(line -> line.contains("\"converged\"")), rest::toString);
    assertTrue(rest.stream().noneMatch(line -> line.equals("event: queued")), rest::toString);
  }

  private static void until(Iterator<String> lines, String wanted) {
    List<String> seen = new ArrayList<>();
    while (lines.hasNext()) {
      seen.add(lines.next());
      if (seen.getLast().equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("not sent: " + wanted + ", but " + seen);
  }

  @Test
  void aWatchOverGrpcTellsThePositionToWhoAsked() {
    queue(1);
    WatchJobRequest plain = WatchJobRequest.newBuilder().setJobId(jobs.get(1)).build();
    Iterator<ServerEvent> events =
        server.ourCalls().watchJob(plain.toBuilder().setPositions(true).build());
    ServerEvent event = events.next();
    while (!event.hasQueued()) {
      event = events.next();
    }
    assertEquals(1, event.getQueued().getPosition());
    assertEquals(0, event.getSequence());
    turns.release(2);
    events.forEachRemaining(_ -> {});
    server
        .ourCalls()
        .watchJob(plain)
        .forEachRemaining(each -> assertFalse(each.hasQueued(), each::toString));
  }
}
