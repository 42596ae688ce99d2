package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.GetJobRequest;
import dev.converge.proto.GetJobResponse;
import dev.converge.proto.WatchJobRequest;
import dev.converge.runtime.RawClient;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that ends keeps nobody waiting, and nobody who waits keeps it from ending.
final class WaitersTest {
  /// So long that whatever uses it up is seen.
  private static final Duration GRACE = Duration.ofMinutes(10);

  private static final String HELD =
      "{\"template\":\"slow\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"the beginning\"}]}";

  private final Semaphore turns = new Semaphore(0);
  private final ScriptedAgents agents = new ScriptedAgents(_ -> turns.acquire());
  private final GrpcServer server =
      new GrpcServer(
          agents,
          ServerSettings.DEFAULT.with(
              ServerSettings.Times.DEFAULT.withGrace(GRACE).withRequest(Duration.ofMinutes(2))),
          null,
          ScriptedPrograms.slow(3, Duration.ofSeconds(1)),
          ScriptedPrograms.gate(1));
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(RawClient::close);
    turns.release(100);
    server.close();
    agents.close();
  }

  private RawClient client() {
    RawClient client = new RawClient(server.port());
    clients.add(client);
    return client;
  }

  /// What a call of many messages heard before it failed.
  private static final class Heard<T> implements StreamObserver<T> {
    private final List<T> messages = new ArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Status.Code> end = new CompletableFuture<>();

    @Override
    public void onNext(T message) {
      messages.add(message);
      begun.countDown();
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      end.complete(Status.Code.OK);
    }

    void begun() throws InterruptedException {
      assertTrue(begun.await(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS), "it never began");
    }

    Status.Code end() {
      return LiveEngine.get(end);
    }
  }

  @Test
  void nobodyWhoWaitsKeepsTheServerFromEndingAndEachIsNotified() throws Exception {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("slow"));
    String self = "/api/v1/jobs/" + job.getJobId();
    RawClient idle = client().head("GET " + self + " HTTP/1.1");
    assertTrue(idle.readResponse().startsWith("HTTP/1.1 200"));
    RawClient silent = client();
    Http2Wire idle2 = new Http2Wire(server.port());
    idle2.flush();
    assertEquals(Http2Wire.SETTINGS, idle2.next().type());
    RawClient longPoll = client().head("GET " + self + "?wait=50s HTTP/1.1");
    RawClient prefer =
        client()
            .head(
                "POST /api/v1/jobs HTTP/1.1",
                "Content-Type: application/json",
                "Prefer: wait=50",
                "Content-Length: " + HELD.length())
            .send(HELD);
    RawClient sse = client().head("GET " + self + "/stream HTTP/1.1");
    sse.readUntil("event: run_started");
    RawClient events =
        client().head("GET " + self + "/events HTTP/1.1", "Accept: text/event-stream");
    events.readUntil("event: run_started");

    Heard<io.grpc.health.v1.HealthCheckResponse> health = new Heard<>();
    HealthGrpc.newStub(server.channel()).watch(HealthCheckRequest.getDefaultInstance(), health);
    health.begun();
    Heard<io.grpc.reflection.v1.ServerReflectionResponse> reflection = new Heard<>();
    ServerReflectionGrpc.newStub(server.channel())
        .serverReflectionInfo(reflection)
        .onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    reflection.begun();
    Heard<dev.converge.proto.ServerEvent> watch = new Heard<>();
    ConvergeServiceGrpc.newStub(server.channel())
        .watchJob(WatchJobRequest.newBuilder().setJobId(job.getJobId()).build(), watch);
    watch.begun();
    Conversation stream = Conversation.on(server.channel());
    stream.send(subscribe("s", job.getJobId(), 0));
    stream.until(ServerEvent::hasEntry);
    ListenableFuture<GetJobResponse> waiting =
        ConvergeServiceGrpc.newFutureStub(server.channel())
            .getJob(GetJobRequest.newBuilder().setJobId(job.getJobId()).setWaitMs(50_000).build());
    Eventually.so(() -> server.engine().waits() == 3);

    CompletableFuture<Void> ended = CompletableFuture.runAsync(server::goDown);

    String polled = longPoll.readResponse();
    assertTrue(polled.startsWith("HTTP/1.1 200"), polled);
    assertTrue(polled.contains("\"status\":\"running\""), polled);
    String preferred = prefer.readResponse();
    assertTrue(preferred.startsWith("HTTP/1.1 202"), preferred);
    assertTrue(preferred.contains("\"status\":\"running\""), preferred);
    assertEquals(
        "running", waiting.get(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS).getExactStatus());
    for (RawClient streaming : List.of(sse, events)) {
      String rest = streaming.readUntil("\r\n0\r\n\r\n");
      assertTrue(rest.endsWith("\r\n0\r\n\r\n"), rest);
      assertTrue(rest.contains("retry: "), rest);
      assertFalse(rest.contains("\"summary\""), rest);
    }
    assertEquals(Status.Code.UNAVAILABLE, health.end());
    assertEquals(ServingStatus.NOT_SERVING, health.messages.getLast().getStatus());
    assertEquals(Status.Code.UNAVAILABLE, reflection.end());
    assertEquals(Status.Code.UNAVAILABLE, watch.end());
    ExecutionException over =
        assertThrows(
            ExecutionException.class,
            () -> stream.over().get(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(over.getCause()).getCode());
    LiveEngine.get(ended);
    for (RawClient connection : List.of(idle, silent, longPoll, prefer, sse, events)) {
      assertTrue(connection.closedByServer());
    }
    idle2.close();
  }

  private GetJobResponse wait(String jobId, int millis) {
    return server
        .ourCalls()
        .getJob(GetJobRequest.newBuilder().setJobId(jobId).setWaitMs(millis).build());
  }

  @Test
  void aWaitIsAnsweredOnceTheRunWaitsForAPerson() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("gate"));
    GetJobResponse answer = wait(job.getJobId(), 60_000);
    assertEquals("waiting", answer.getExactStatus());
    assertEquals(1, answer.getWaitingInfo().getWaitingForCount());
  }

  @Test
  // docs/cases.md: F04
  void theCallersDeadlineBoundsTheWaitAndNeverTheRun() {
    String job = server.calls().submitJob(ForeignClientTest.job("slow")).getJobId();
    GetJobRequest request = GetJobRequest.newBuilder().setJobId(job).setWaitMs(60_000).build();
    StatusRuntimeException late =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ConvergeServiceGrpc.newBlockingStub(server.channel())
                    .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                    .getJob(request));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, late.getStatus().getCode());
    assertEquals("running", wait(job, 50).getExactStatus());
    StatusRuntimeException tooLong =
        assertThrows(StatusRuntimeException.class, () -> wait(job, 60_001));
    assertEquals(Status.Code.INVALID_ARGUMENT, tooLong.getStatus().getCode());
  }
}
