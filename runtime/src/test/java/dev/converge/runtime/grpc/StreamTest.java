package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.message;
import static dev.converge.runtime.grpc.Conversation.sequences;
import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.converge.foreign.Ack;
import dev.converge.foreign.CancelJobRequest;
import dev.converge.foreign.ContextEntry;
import dev.converge.foreign.EntryType;
import dev.converge.foreign.PauseRunRequest;
import dev.converge.foreign.RejectProposalRequest;
import dev.converge.foreign.ResumeFromSequenceRequest;
import dev.converge.foreign.ResumeRunRequest;
import dev.converge.foreign.RunStatus;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.foreign.SubmitObservationRequest;
import dev.converge.foreign.SubscribeRequest;
import dev.converge.foreign.UnsubscribeRequest;
import dev.converge.foreign.UpdateBudgetRequest;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What can be said on a stream. Agents that take time take it when the test lets them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamTest {
  private final Semaphore turns = new Semaphore(0);
  private final ScriptedAgents agents = new ScriptedAgents(_ -> turns.acquire());
  private final GrpcServer server =
      new GrpcServer(
          agents,
          ScriptedPrograms.gate(2),
          ScriptedPrograms.det100(),
          ScriptedPrograms.slow(5, Duration.ofSeconds(1)));
  private Conversation client = Conversation.on(server.channel());

  @BeforeEach
  void begin() {
    client.cancel();
    turns.drainPermits();
    client = Conversation.on(server.channel());
  }

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  private SubmitJobResponse submit(String template) {
    return server.calls().submitJob(ForeignClientTest.job(template));
  }

  private static boolean isStatus(ServerEvent event, RunStatus status) {
    return event.hasRunStatus() && event.getRunStatus().getStatus() == status;
  }

  @Test
  void severalJobsComeOverOneStreamEachWholeAndInOrder() {
    List<SubmitJobResponse> jobs = List.of(submit("det-100"), submit("det-100"), submit("gate"));
    for (SubmitJobResponse job : jobs) {
      client.send(subscribe("sub " + job.getJobId(), job.getJobId(), 0));
    }
    client.send(
        message("c").setCancelJob(CancelJobRequest.newBuilder().setJobId(jobs.get(2).getJobId())));
    client.halfClose();
    LiveEngine.get(client.over());
    Map<String, Long> last = new HashMap<>();
    int completed = 0;
    for (ServerEvent event : client.rest()) {
      if (event.hasEntry() || event.hasRunStatus()) {
        String run =
            event.hasEntry() ? event.getEntry().getRunId() : event.getRunStatus().getRunId();
        assertEquals(last.getOrDefault(run, 0L) + 1, event.getSequence());
        last.put(run, event.getSequence());
      }
      completed += event.hasJobCompleted() ? 1 : 0;
    }
    assertEquals(3, completed);
    for (SubmitJobResponse job : jobs) {
      long sequence = server.engine().view(job.getRunId()).state().sequence();
      assertEquals(sequence, last.get(job.getRunId()));
    }
  }

  @Test
  void aFilterLetsThroughWhatWasAskedForAndAlwaysTheStatus() {
    SubmitJobResponse job = submit("det-100");
    client.send(
        message("f")
            .setSubscribe(
                SubscribeRequest.newBuilder()
                    .setRunId(job.getRunId())
                    .addEntryTypes(EntryType.ENTRY_TYPE_FACT)));
    List<ServerEvent> events = client.until(ServerEvent::hasJobCompleted);
    List<ContextEntry> entries =
        events.stream().filter(ServerEvent::hasEntry).map(ServerEvent::getEntry).toList();
    assertEquals(101, entries.size());
    assertTrue(entries.stream().allMatch(e -> e.getEntryType() == EntryType.ENTRY_TYPE_FACT));
    assertTrue(events.stream().anyMatch(e -> isStatus(e, RunStatus.RUN_STATUS_CONVERGED)));
    Ack none =
        client.ask(
            message("g")
                .setSubscribe(
                    SubscribeRequest.newBuilder()
                        .setRunId("x")
                        .addEntryTypes(EntryType.ENTRY_TYPE_UNSPECIFIED)));
    assertEquals("INVALID_ARGUMENT", none.getErrorCode());
  }

  @Test
  void aSubscriptionContinuesAfterTheSequenceThatItNames() {
    SubmitJobResponse job = submit("det-100");
    long last = server.live().await(job.getRunId()).state().sequence();
    client.send(subscribe("s", job.getJobId(), 7));
    List<ServerEvent> events = client.until(ServerEvent::hasJobCompleted);
    assertEquals(LongStream.rangeClosed(8, last).boxed().toList(), sequences(events));
    Conversation late = Conversation.on(server.channel());
    late.send(subscribe("t", job.getJobId(), last));
    List<ServerEvent> end = late.until(ServerEvent::hasJobCompleted);
    assertEquals(List.of(), sequences(end));
    assertEquals(last, end.getLast().getSequence());
    assertEquals(101, end.getLast().getJobCompleted().getTotalFacts());
    Ack beyond = late.ask(subscribe("u", job.getJobId(), last + 1));
    assertEquals("INVALID_ARGUMENT", beyond.getErrorCode());
    Ack negative = late.ask(subscribe("v", job.getJobId(), -1));
    assertEquals("INVALID_ARGUMENT", negative.getErrorCode());
  }

  @Test
  void whoResumesIsToldTheSameOfAStatusAsWhoWasThere() {
    SubmitJobResponse job = submit("gate");
    client.send(subscribe("s", job.getJobId(), 0));
    ServerEvent live = client.until(e -> isStatus(e, RunStatus.RUN_STATUS_WAITING)).getLast();
    client.send(
        message("r")
            .setResumeFrom(
                ResumeFromSequenceRequest.newBuilder().setSequence(live.getSequence() - 1)));
    ServerEvent again = client.until(e -> isStatus(e, RunStatus.RUN_STATUS_WAITING)).getLast();
    assertEquals(live, again);
    assertEquals(1, again.getRunStatus().getPendingProposals());
    assertEquals(1, again.getRunStatus().getFactsCount());
  }

  @Test
  void aRunIsSubscribedToOnceAndUnsubscribedFromOnce() {
    SubmitJobResponse job = submit("gate");
    assertTrue(client.ask(subscribe("1", job.getJobId(), 0)).getSuccess());
    assertEquals(
        "FAILED_PRECONDITION", client.ask(subscribe("2", job.getJobId(), 0)).getErrorCode());
    UnsubscribeRequest.Builder request = UnsubscribeRequest.newBuilder().setRunId(job.getRunId());
    assertTrue(client.ask(message("3").setUnsubscribe(request)).getSuccess());
    assertEquals("NOT_FOUND", client.ask(message("4").setUnsubscribe(request)).getErrorCode());
    assertTrue(client.ask(subscribe("5", job.getJobId(), 0)).getSuccess());
    Ack none = client.ask(message("6").setUnsubscribe(UnsubscribeRequest.newBuilder()));
    assertEquals("INVALID_ARGUMENT", none.getErrorCode());
  }

  @Test
  void resumeWorksOnExactlyOneRun() {
    ResumeFromSequenceRequest.Builder start = ResumeFromSequenceRequest.newBuilder();
    for (int i = 0; i < 2; i++) {
      client.ask(subscribe("s" + i, submit("gate").getJobId(), 0));
    }
    assertEquals(
        "FAILED_PRECONDITION", client.ask(message("r").setResumeFrom(start)).getErrorCode());
  }

  @Test
  void aCorrelationIdBringsTheJobsThatExistAndThoseToCome() {
    var job = ForeignClientTest.job("det-100").toBuilder().setCorrelationId("order-7");
    SubmitJobResponse first = server.calls().submitJob(job.build());
    submit("det-100");
    client.send(
        message("s").setSubscribe(SubscribeRequest.newBuilder().setCorrelationId("order-7")));
    List<ServerEvent> before = client.until(ServerEvent::hasJobCompleted);
    assertEquals(first.getJobId(), before.getLast().getJobCompleted().getJobId());
    assertTrue(
        before.stream()
            .filter(ServerEvent::hasEntry)
            .allMatch(e -> e.getEntry().getCorrelationId().equals("order-7")));
    SubmitJobResponse second = server.calls().submitJob(job.build());
    List<ServerEvent> after = client.until(ServerEvent::hasJobCompleted);
    assertEquals(second.getJobId(), after.getLast().getJobCompleted().getJobId());
    assertTrue(
        client
            .ask(
                message("u")
                    .setUnsubscribe(UnsubscribeRequest.newBuilder().setCorrelationId("order-7")))
            .getSuccess());
    client.halfClose();
    LiveEngine.get(client.over());
  }

  @Test
  void peopleRejectPauseResumeObserveAndChangeTheBudget() {
    SubmitJobResponse job = submit("gate");
    client.send(subscribe("s", job.getJobId(), 0));
    String runId = job.getRunId();
    String proposal =
        client
            .until(e -> isStatus(e, RunStatus.RUN_STATUS_WAITING))
            .getLast()
            .getRunStatus()
            .getWaitingInfo()
            .getWaitingFor(0);
    Ack paused = client.ask(message("p").setPause(PauseRunRequest.newBuilder().setRunId(runId)));
    assertTrue(paused.getSuccess());
    assertTrue(
        client
            .ask(message("q").setResume(ResumeRunRequest.newBuilder().setRunId(runId)))
            .getSuccess());
    SubmitObservationRequest.Builder observation =
        SubmitObservationRequest.newBuilder()
            .setRunId(runId)
            .setKey("Step001")
            .setIdempotencyKey("once")
            .setPayload(
                Struct.newBuilder()
                    .putFields("content", Value.newBuilder().setStringValue("seen").build()));
    assertTrue(client.ask(message("o").setSubmitObservation(observation)).getSuccess());
    assertEquals(
        "INVALID_ARGUMENT",
        client
            .ask(
                message("k")
                    .setSubmitObservation(
                        observation.setKey("Nowhere").setIdempotencyKey("another")))
            .getErrorCode());
    UpdateBudgetRequest.Builder budget =
        UpdateBudgetRequest.newBuilder()
            .setRunId(runId)
            .setBudget(dev.converge.foreign.Budget.newBuilder().setMaxCycles(77));
    assertTrue(client.ask(message("b").setUpdateBudget(budget)).getSuccess());
    assertEquals(77, server.engine().view(runId).state().budget().maxCycles());
    RejectProposalRequest.Builder reject =
        RejectProposalRequest.newBuilder()
            .setRunId(runId)
            .setProposalId(proposal)
            .setReason("not good enough");
    Ack nameless = client.ask(message("n").setReject(reject));
    assertEquals("INVALID_ARGUMENT", nameless.getErrorCode());
    assertTrue(nameless.getErrorMessage().contains("actor"), nameless.getErrorMessage());
    reject.setUnknownFields(ForeignClientTest.actor("ann"));
    client.send(message("r").setReject(reject));
    List<ServerEvent> end = client.untilAll(ServerEvent::hasJobCompleted, ServerEvent::hasAck);
    ServerEvent completed =
        end.stream().filter(ServerEvent::hasJobCompleted).findFirst().orElseThrow();
    assertEquals(RunStatus.RUN_STATUS_HALTED, completed.getJobCompleted().getFinalStatus());
    assertTrue(completed.getJobCompleted().getHaltInfo().getReason().startsWith("rejected: "));
    assertTrue(completed.getJobCompleted().getHaltInfo().getCanRestart());
    Ack late = client.ask(message("l").setPause(PauseRunRequest.newBuilder().setRunId(runId)));
    assertEquals("FAILED_PRECONDITION", late.getErrorCode());
    assertFalse(late.getErrorMessage().isEmpty());
  }

  @Test
  void anObservationWithAKeyBecomesOneFactHoweverOftenItIsSent() {
    SubmitJobResponse job = submit("slow");
    Struct seen =
        Struct.newBuilder()
            .putFields("content", Value.newBuilder().setStringValue("seen").build())
            .build();
    SubmitObservationRequest.Builder observation =
        SubmitObservationRequest.newBuilder()
            .setRunId(job.getRunId())
            .setKey("Step001")
            .setIdempotencyKey("once")
            .setPayload(seen);
    assertTrue(client.ask(message("1").setSubmitObservation(observation)).getSuccess());
    assertTrue(client.ask(message("2").setSubmitObservation(observation)).getSuccess());
    turns.release(1);
    server
        .live()
        .until(
            job.getRunId(),
            state ->
                state.context().facts("Step001").stream()
                    .anyMatch(f -> f.content().equals("seen")));
    long before = server.engine().view(job.getRunId()).state().sequence();
    assertTrue(client.ask(message("3").setSubmitObservation(observation)).getSuccess());
    Ack other =
        client.ask(
            message("4")
                .setSubmitObservation(
                    observation
                        .clone()
                        .setPayload(
                            Struct.newBuilder()
                                .putFields(
                                    "content",
                                    Value.newBuilder().setStringValue("seen otherwise").build()))));
    assertEquals("ALREADY_EXISTS", other.getErrorCode());
    assertEquals(before, server.engine().view(job.getRunId()).state().sequence());
    turns.release(10);
    var state = server.live().await(job.getRunId()).state();
    assertEquals(
        1,
        state.context().facts("Step001").stream().filter(f -> f.content().equals("seen")).count());
  }

  @Test
  void halfClosingEndsTheStreamOnceEveryRunHasEnded() {
    SubmitJobResponse job = submit("slow");
    client.ask(subscribe("s", job.getJobId(), 0));
    client.halfClose();
    turns.release(5);
    LiveEngine.get(client.over());
    List<ServerEvent> rest = client.rest();
    assertTrue(rest.getLast().hasJobCompleted());
    Conversation silent = Conversation.on(server.channel());
    silent.halfClose();
    LiveEngine.get(silent.over());
  }
}
