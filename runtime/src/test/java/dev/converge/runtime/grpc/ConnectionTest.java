package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.rpc.RetryInfo;
import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Connections that ask a lot.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionTest {
  private static final int CALLS = 5_000;
  private static final int PINGS = 500;
  private static final int RESETS = 1_000;
  private static final String WATCH = "/converge.v1.ConvergeService/WatchJob";

  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server = new GrpcServer(agents, ScriptedPrograms.gate(1));

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  @Test
  void fiveThousandCallsAtOnceOnOneConnectionAreDoneOrAskedToComeAgain() {
    var stub = ConvergeServiceGrpc.newFutureStub(server.channel());
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < CALLS; i++) {
      CompletableFuture<Void> ended = new CompletableFuture<>();
      calls.add(ended);
      Futures.addCallback(
          stub.submitJob(ForeignClientTest.job("gate")),
          new FutureCallback<SubmitJobResponse>() {
            @Override
            public void onSuccess(SubmitJobResponse response) {
              ended.complete(null);
            }

            @Override
            public void onFailure(Throwable failure) {
              Status.Code code = Status.fromThrowable(failure).getCode();
              boolean again =
                  code == Status.Code.RESOURCE_EXHAUSTED || code == Status.Code.UNAVAILABLE;
              if (!again
                  || !(failure instanceof StatusRuntimeException e)
                  || CallsTest.detail(e, RetryInfo.class).isEmpty()) {
                wrong.add(String.valueOf(failure));
              }
              ended.complete(null);
            }
          },
          MoreExecutors.directExecutor());
    }
    calls.forEach(LiveEngine::get);
    assertEquals(List.of(), List.copyOf(wrong));
  }

  @Test
  // docs/cases.md: F05
  void pingsAreAnsweredHoweverManyAndWithoutAnyCall() throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      int answered = 0;
      for (int i = 0; i < PINGS; i++) {
        wire.send(Http2Wire.PING, 0, 0, new byte[8]);
      }
      wire.flush();
      while (answered < PINGS) {
        Http2Wire.Frame frame = wire.next();
        assertTrue(frame.type() != Http2Wire.GOAWAY, "the server said GOAWAY");
        answered += frame.type() == Http2Wire.PING && frame.flags() == Http2Wire.ACK ? 1 : 0;
      }
    }
  }

  @Test
  // docs/cases.md: J17
  void aFloodOfResetsEndsItsConnectionAndNobodyElses() throws IOException {
    ManagedChannel honest = server.channel();
    Conversation witness = Conversation.on(honest);
    String jobId =
        ConvergeServiceGrpc.newBlockingStub(honest)
            .submitJob(ForeignClientTest.job("gate"))
            .getJobId();
    witness.send(subscribe("s", jobId, 0));
    witness.until(ServerEvent::hasEntry);
    assertEquals(Http2Wire.ENHANCE_YOUR_CALM, flood());
    for (int i = 0; i < 50; i++) {
      Conversation client = Conversation.on(honest);
      client.send(subscribe("s", jobId, 0));
      client.until(ServerEvent::hasEntry);
      client.cancel();
    }
    Eventually.so(() -> server.feature.openStreams() == 1);
    server
        .ourCalls()
        .cancelJob(dev.converge.proto.CancelJobRequest.newBuilder().setJobId(jobId).build());
    assertTrue(witness.until(ServerEvent::hasJobCompleted).getLast().hasJobCompleted());
    witness.halfClose();
    LiveEngine.get(witness.over());
  }

  /// Opens calls and resets each at once.
  ///
  /// @return the error with which the server ends the connection
  private int flood() throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      byte[] headers = Http2Wire.call(WATCH);
      for (int i = 0; i < RESETS; i++) {
        int stream = 2 * i + 1;
        wire.send(Http2Wire.HEADERS, Http2Wire.END_HEADERS, stream, headers);
        wire.send(Http2Wire.RST_STREAM, 0, stream, Http2Wire.integer(Http2Wire.CANCEL));
      }
      try {
        wire.flush();
      } catch (IOException _) {
        // The server may have hung up already; what it said is still there to read.
      }
      Http2Wire.Frame frame = wire.next();
      while (frame.type() != Http2Wire.GOAWAY) {
        frame = wire.next();
      }
      return frame.error();
    }
  }
}
