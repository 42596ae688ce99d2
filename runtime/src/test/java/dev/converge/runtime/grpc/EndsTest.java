package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.sequences;
import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.WatchJobRequest;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.SseParser;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// However a run or the server ends, everybody who watches hears of it.
class EndsTest {
  private final Semaphore turns = new Semaphore(0);
  private final ScriptedAgents scripted = new ScriptedAgents(_ -> turns.acquire());
  private volatile boolean crash;
  private final GrpcServer server =
      new GrpcServer(
          new Crashing(),
          ScriptedPrograms.slow(9, Duration.ofSeconds(1)),
          ScriptedPrograms.gate(1));

  /// As scripted, until a test has them die.
  private final class Crashing implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent agent = scripted.agent(program, spec, mode);
      return new Agent() {
        @Override
        public String version() {
          return agent.version();
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
          Answer answer = agent.ask(call);
          if (crash) {
            throw new StackOverflowError("as a broken agent does");
          }
          return answer;
        }
      };
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return scripted.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return scripted.versions(program);
    }
  }

  @AfterEach
  void stop() {
    server.close();
    scripted.close();
  }

  private SubmitJobResponse submit(String template) {
    return server.calls().submitJob(ForeignClientTest.job(template));
  }

  /// Two that watch over gRPC, by either method, and three over SSE, each until its end.
  private final class Watchers {
    private final Conversation stream = Conversation.on(server.channel());
    private final Iterator<dev.converge.proto.ServerEvent> watch;
    private final List<CompletableFuture<List<SseParser.Event>>> sse = new ArrayList<>();

    Watchers(SubmitJobResponse job) {
      stream.send(subscribe("s", job.getJobId(), 0));
      stream.until(ServerEvent::hasEntry);
      watch =
          server.ourCalls().watchJob(WatchJobRequest.newBuilder().setJobId(job.getJobId()).build());
      watch.next();
      for (int i = 0; i < 3; i++) {
        CompletableFuture<List<SseParser.Event>> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> all.complete(server.sse(job.getJobId())));
        sse.add(all);
      }
      Eventually.so(() -> server.engine().listeners() >= 5);
    }

    /// The final statuses that each heard.
    List<String> ends() {
      List<String> ends = new ArrayList<>();
      ServerEvent last = stream.until(ServerEvent::hasJobCompleted).getLast();
      ends.add(last.getJobCompleted().getFinalStatus().name());
      stream.halfClose();
      LiveEngine.get(stream.over());
      dev.converge.proto.ServerEvent event = watch.next();
      while (watch.hasNext()) {
        event = watch.next();
      }
      ends.add(event.getJobCompleted().getFinalStatus().name());
      for (CompletableFuture<List<SseParser.Event>> all : sse) {
        String data = LiveEngine.get(all).getLast().data();
        assertTrue(data.contains("\"result_hash\""), data);
        int at = data.indexOf("\"status\":\"") + "\"status\":\"".length();
        String word = data.substring(at, data.indexOf('"', at));
        ends.add("RUN_STATUS_" + word.toUpperCase(java.util.Locale.ROOT));
      }
      return ends;
    }
  }

  @Test
  // docs/cases.md: A10
  void aCancelReachesEverySubscriber() {
    SubmitJobResponse job = submit("slow");
    Watchers watchers = new Watchers(job);
    server.ourCalls().cancelJob(CancelJobRequest.newBuilder().setJobId(job.getJobId()).build());
    assertEquals(java.util.Collections.nCopies(5, "RUN_STATUS_CANCELLED"), watchers.ends());
  }

  @Test
  // docs/cases.md: A10
  void aCrashOfAnAgentReachesEverySubscriber() {
    SubmitJobResponse job = submit("slow");
    Watchers watchers = new Watchers(job);
    crash = true;
    turns.release();
    assertEquals(java.util.Collections.nCopies(5, "RUN_STATUS_HALTED"), watchers.ends());
  }

  @Test
  void theSameEventsWithTheSameHashesComeOverSse() {
    SubmitJobResponse job = submit("slow");
    Conversation client = Conversation.on(server.channel());
    client.send(subscribe("s", job.getJobId(), 0));
    turns.release(9);
    client.until(ServerEvent::hasJobCompleted);
    List<String> overSse =
        server.sse(job.getJobId()).stream().map(e -> e.id() + " " + hash(e.data())).toList();
    List<String> overGrpc = new ArrayList<>();
    server
        .ourCalls()
        .watchJob(WatchJobRequest.newBuilder().setJobId(job.getJobId()).build())
        .forEachRemaining(e -> {
          if (!e.getHash().isEmpty()) {
            overGrpc.add(e.getSequence() + " " + e.getHash());
          }
        });
    assertFalse(overSse.isEmpty());
    assertEquals(overSse, overGrpc);
  }

  private static String hash(String data) {
    int at = data.indexOf("\"hash\":\"") + "\"hash\":\"".length();
    return data.substring(at, data.indexOf('"', at));
  }

  @Test
  void goingDownEndsStreamsWithoutTheEndOfTheirRuns() throws Exception {
    SubmitJobResponse job = submit("slow");
    Conversation client = Conversation.on(server.channel());
    client.send(subscribe("s", job.getJobId(), 0));
    client.until(ServerEvent::hasEntry);
    var watch =
        server.ourCalls().watchJob(WatchJobRequest.newBuilder().setJobId(job.getJobId()).build());
    watch.next();
    server.goDown();
    ExecutionException ended =
        assertThrows(
            ExecutionException.class,
            () -> client.over().get(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(ended.getCause()).getCode());
    assertTrue(client.rest().stream().noneMatch(ServerEvent::hasJobCompleted));
    StatusRuntimeException watched =
        assertThrows(StatusRuntimeException.class, () -> watch.forEachRemaining(_ -> {}));
    assertEquals(Status.Code.UNAVAILABLE, watched.getStatus().getCode());
    assertEquals(0, server.feature.openStreams());
  }

  @Test
  // docs/cases.md: A07
  void aClientThatComesAfterTheEndGetsTheWholeLog() {
    SubmitJobResponse job = submit("slow");
    turns.release(9);
    long last = server.live().await(job.getRunId()).state().sequence();
    Conversation client = Conversation.on(server.channel());
    client.send(subscribe("s", job.getJobId(), 0));
    assertEquals(
        LongStream.rangeClosed(1, last).boxed().toList(),
        sequences(client.until(ServerEvent::hasJobCompleted)));
  }
}
