package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.message;
import static dev.converge.runtime.grpc.Conversation.sequences;
import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.foreign.ContextEntry;
import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.foreign.EntryType;
import dev.converge.foreign.GetEventsRequest;
import dev.converge.foreign.GetEventsResponse;
import dev.converge.foreign.SeedFact;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobRequest;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.runtime.grpc.message.Structs;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Faults that users of other servers reported, each under its case.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasesTest {
  private static final int LARGE = 200_000;
  private final ScriptedAgents scripted = new ScriptedAgents();
  private final GrpcServer server =
      new GrpcServer(new Wordy(), ScriptedPrograms.det100(), ScriptedPrograms.gate(1));

  /// As scripted, but what `det-100` says is long.
  private final class Wordy implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent agent = scripted.agent(program, spec, mode);
      if (!program.name().equals("det-100")) {
        return agent;
      }
      return new Agent() {
        @Override
        public String version() {
          return "1";
        }

        @Override
        public Answer ask(AgentCall call) {
          List<Proposal> proposals = new ArrayList<>();
          Fact last = call.context().facts().getLast();
          for (int i = 0; i < 10; i++) {
            String text = spec.id() + " " + i + " " + "x".repeat(LARGE);
            proposals.add(
                Proposal.of(
                    spec.outputs().getFirst().key(),
                    text,
                    List.of(last.id()),
                    Provenance.rule("1")));
          }
          return new Answer(proposals, List.of(), Duration.ZERO);
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

  @AfterAll
  void stop() {
    server.close();
    scripted.close();
  }

  /// Sends some messages and half-closes, as no generated stub would.
  private static <I, O> Status raw(
      ManagedChannel channel, MethodDescriptor<I, O> method, List<I> messages) {
    CompletableFuture<Status> ended = new CompletableFuture<>();
    ClientCall<I, O> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(10);
    messages.forEach(call::sendMessage);
    call.halfClose();
    return LiveEngine.get(ended);
  }

  @Test
  // docs/cases.md: F01
  void callsThatComeWithoutTheirMessageAreTheClientsError() {
    ManagedChannel channel = server.channel();
    for (var method :
        List.of(ConvergeServiceGrpc.getSubmitJobMethod(), ConvergeServiceGrpc.getGetJobMethod())) {
      assertEquals(Status.Code.INVALID_ARGUMENT, raw(channel, method, List.of()).getCode());
    }
    assertEquals(
        Status.Code.INVALID_ARGUMENT,
        raw(channel, dev.converge.proto.ConvergeServiceGrpc.getWatchJobMethod(), List.of())
            .getCode());
    assertEquals(
        Status.Code.OK, raw(channel, ConvergeServiceGrpc.getStreamMethod(), List.of()).getCode());
  }

  @Test
  // docs/cases.md: F01
  void tinyDeadlinesAndEarlyCancelsMakeNoErrorsAndTheJobIsEitherThereOrNot() {
    PrintStream err = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      ManagedChannel channel = server.channel();
      for (int i = 0; i < 50; i++) {
        SubmitJobRequest request =
            ForeignClientTest.job("gate").toBuilder().setIdempotencyKey("tiny-" + i).build();
        tiny(channel, request);
        SubmitJobResponse known = server.calls().submitJob(request);
        assertEquals(known.getJobId(), server.calls().submitJob(request).getJobId());
      }
      for (int i = 0; i < 50; i++) {
        Conversation client = Conversation.on(channel);
        client.send(subscribe("s", "job_none", 0));
        client.cancel();
      }
      Eventually.so(() -> server.feature.openStreams() == 0);
    } finally {
      System.setErr(err);
    }
    String said = log.toString(StandardCharsets.UTF_8);
    assertFalse(said.contains("ERROR"), said);
  }

  private static void tiny(ManagedChannel channel, SubmitJobRequest request) {
    try {
      ConvergeServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(1, TimeUnit.MILLISECONDS)
          .submitJob(request);
    } catch (StatusRuntimeException e) {
      assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
    }
  }

  @Test
  // docs/cases.md: F02
  void whoDoesNotReadHoldsNobodyUpAndCanStillReadAll() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("det-100"));
    List<ServerEvent> slow = new ArrayList<>();
    CompletableFuture<Status> ended = new CompletableFuture<>();
    ClientCall<dev.converge.foreign.ClientMessage, ServerEvent> call =
        server.channel().newCall(ConvergeServiceGrpc.getStreamMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ServerEvent event) {
            slow.add(event);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(subscribe("s", job.getJobId(), 0).build());
    call.halfClose();
    Conversation fast = Conversation.on(server.channel());
    fast.send(subscribe("s", job.getJobId(), 0));
    fast.halfClose();
    long last = fast.until(ServerEvent::hasJobCompleted).getLast().getSequence();
    assertFalse(ended.isDone());
    assertEquals(List.of(), slow);
    call.request(100_000);
    assertEquals(Status.Code.OK, LiveEngine.get(ended).getCode());
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), sequences(slow));
  }

  @Test
  // docs/cases.md: F02
  void aCancelFreesWhatASlowReaderHeld() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("det-100"));
    var method = dev.converge.proto.ConvergeServiceGrpc.getWatchJobMethod();
    ClientCall<dev.converge.proto.WatchJobRequest, dev.converge.proto.ServerEvent> call =
        server.channel().newCall(method, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(
        dev.converge.proto.WatchJobRequest.newBuilder().setJobId(job.getJobId()).build());
    call.halfClose();
    Eventually.so(() -> server.feature.openStreams() == 1);
    server.live().await(job.getRunId());
    call.cancel("seen enough", null);
    Eventually.so(() -> server.feature.openStreams() == 0);
  }

  @Test
  // docs/cases.md: D17
  void pagesOfLargeFactsStayBelowWhatClientsTake() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("det-100"));
    long last = server.live().await(job.getRunId()).state().sequence();
    List<Long> seen = new ArrayList<>();
    long since = 0;
    int pages = 0;
    GetEventsResponse page;
    do {
      page =
          server
              .calls()
              .getEvents(
                  GetEventsRequest.newBuilder()
                      .setJobId(job.getJobId())
                      .setSinceSequence(since)
                      .setLimit(1_000)
                      .build());
      assertTrue(page.getSerializedSize() < 4 << 20);
      page.getEntriesList().forEach(entry -> seen.add(entry.getSequence()));
      since = seen.getLast();
      pages++;
    } while (page.getHasMore());
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), seen);
    assertTrue(pages > 20, "pages: " + pages);
    assertEquals(last, page.getLatestSequence());
  }

  @Test
  // docs/cases.md: D17
  void pagesAreCutByCountAndByFilterWithoutLosingTheirPlace() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("gate"));
    Eventually.so(() -> !server.engine().view(job.getRunId()).state().pending().isEmpty());
    GetEventsRequest.Builder request =
        GetEventsRequest.newBuilder()
            .setJobId(job.getJobId())
            .setLimit(1)
            .addEntryTypes(EntryType.ENTRY_TYPE_PROPOSAL);
    GetEventsResponse first = server.calls().getEvents(request.build());
    assertEquals(1, first.getEntriesCount());
    assertTrue(first.getHasMore());
    ContextEntry made = first.getEntries(0);
    GetEventsResponse second =
        server.calls().getEvents(request.setSinceSequence(made.getSequence()).build());
    assertEquals(1, second.getEntriesCount());
    assertTrue(second.getEntries(0).getSequence() > made.getSequence());
    StatusRuntimeException beyond =
        assertThrows(
            StatusRuntimeException.class,
            () -> server.calls().getEvents(request.setSinceSequence(999_999_999).build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, beyond.getStatus().getCode());
  }

  private static SeedFact seed(String id, double number) {
    Value value = Value.newBuilder().setNumberValue(number).build();
    return SeedFact.newBuilder()
        .setKey(id)
        .setValue(
            Struct.newBuilder()
                .putFields("content", Value.newBuilder().setStringValue("a number").build())
                .putFields("n", value))
        .build();
  }

  @Test
  // docs/cases.md: E01
  void numbersArriveAsTheyWereSentOrAreRefused() {
    SubmitJobRequest.Builder sent = SubmitJobRequest.newBuilder().setBlueprintId("gate");
    sent.addSeeds(seed("tenth", 0.1)).addSeeds(seed("zero", -0.0)).addSeeds(seed("hundred", 1E+2));
    sent.addSeeds(seed("largest", 9_007_199_254_740_991.0));
    SubmitJobResponse job = server.calls().submitJob(sent.build());
    GetEventsResponse page =
        server
            .calls()
            .getEvents(
                GetEventsRequest.newBuilder()
                    .setJobId(job.getJobId())
                    .addEntryTypes(EntryType.ENTRY_TYPE_FACT)
                    .build());
    List<String> overGrpc = new ArrayList<>();
    for (ContextEntry entry : page.getEntriesList()) {
      overGrpc.add(Structs.object(entry.getPayload(), "payload").canonical());
    }
    server
        .ourCalls()
        .cancelJob(
            dev.converge.proto.CancelJobRequest.newBuilder().setJobId(job.getJobId()).build());
    List<String> overSse =
        server.sse(job.getJobId()).stream()
            .filter(e -> e.type().equals("seed_admitted"))
            .map(e -> Json.parse(e.data()).canonical())
            .toList();
    assertEquals(4, overGrpc.size());
    assertEquals(overSse, overGrpc);
    assertTrue(overGrpc.get(0).contains("\"data\":{\"n\":100}"), overGrpc.get(0));
    assertTrue(overGrpc.get(1).contains("\"data\":{\"n\":9007199254740991}"), overGrpc.get(1));
    assertTrue(overGrpc.get(2).contains("\"data\":{\"n\":0.1}"), overGrpc.get(2));
    assertTrue(overGrpc.get(3).contains("\"data\":{\"n\":0}"), overGrpc.get(3));
    for (double number :
        new double[] {
          (double) 9_007_199_254_740_993L, 1e300, Double.POSITIVE_INFINITY, Double.NaN
        }) {
      StatusRuntimeException refused =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  server
                      .calls()
                      .submitJob(
                          SubmitJobRequest.newBuilder()
                              .setBlueprintId("gate")
                              .addSeeds(seed("unsure", number))
                              .build()));
      assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
      var bad = CallsTest.detail(refused, com.google.rpc.BadRequest.class).orElseThrow();
      assertEquals("seeds[0].value.n", bad.getFieldViolations(0).getField());
    }
  }

  @Test
  void structsDeeperThanReadersTakeComeAsText() {
    Json deep = Json.of("bottom");
    for (int i = 0; i < 50; i++) {
      deep = Json.object().put("d", deep).build();
    }
    assertFalse(Structs.fits(deep));
    String body =
        "{\"template\":\"gate\",\"seeds\":[{\"id\":\"deep\",\"content\":\"x\",\"data\":"
            + deep.canonical()
            + "}]}";
    String jobId = server.post("/api/v1/jobs", body);
    var page =
        server
            .ourCalls()
            .getEvents(
                dev.converge.proto.GetEventsRequest.newBuilder()
                    .setJobId(jobId)
                    .addEntryTypes(dev.converge.proto.EntryType.ENTRY_TYPE_FACT)
                    .build());
    var entry = page.getEntries(0);
    assertFalse(entry.hasPayload());
    assertTrue(entry.getPayloadJson().contains(deep.canonical()));
    assertNotNull(Json.parse(entry.getPayloadJson()));
  }

  @Test
  void requestIdsAreBoundedAndMessagesThatAreNoneEndTheCall() {
    Conversation client = Conversation.on(server.channel());
    client.send(message("x".repeat(5_000)));
    var ack = client.until(ServerEvent::hasAck).getLast().getAck();
    assertFalse(ack.getSuccess());
    assertEquals(StreamSession.MAX_REQUEST_ID, ack.getRequestId().length());
    client.cancel();
    MethodDescriptor<byte[], byte[]> garbage =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(ConvergeServiceGrpc.getGetJobMethod().getFullMethodName())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    server.channel(), garbage, CallOptions.DEFAULT, new byte[] {0x0A, 0x7F, 1}));
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public java.io.InputStream stream(byte[] value) {
      return new java.io.ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(java.io.InputStream stream) {
      try (stream) {
        return stream.readAllBytes();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
