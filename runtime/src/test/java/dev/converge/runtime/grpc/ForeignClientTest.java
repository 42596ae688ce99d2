package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.message;
import static dev.converge.runtime.grpc.Conversation.sequences;
import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.feed.Feed;
import dev.converge.foreign.Ack;
import dev.converge.foreign.ApproveProposalRequest;
import dev.converge.foreign.ContextEntry;
import dev.converge.foreign.EntryType;
import dev.converge.foreign.Ping;
import dev.converge.foreign.ResumeFromSequenceRequest;
import dev.converge.foreign.RunStatus;
import dev.converge.foreign.SeedFact;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobRequest;
import dev.converge.runtime.grpc.message.Structs;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A client that knows the public contract alone, over a real connection.
class ForeignClientTest {
  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server =
      new GrpcServer(agents, ScriptedPrograms.gate(1), ScriptedPrograms.det100());

  @AfterEach
  void stop() {
    server.close();
    agents.close();
  }

  static SubmitJobRequest job(String template) {
    Struct value =
        Struct.newBuilder()
            .putFields("content", Value.newBuilder().setStringValue("Where it starts.").build())
            .putFields("weight", Value.newBuilder().setNumberValue(0.1).build())
            .build();
    return SubmitJobRequest.newBuilder()
        .setBlueprintId(template)
        .addSeeds(SeedFact.newBuilder().setKey("seed:1").setValue(value))
        .build();
  }

  private List<Sealed> journal(String runId) {
    List<Sealed> all = new ArrayList<>();
    try (Feed feed = server.engine().feed(runId, 0)) {
      while (!feed.ended()) {
        all.addAll(feed.next(100, 1_000_000));
      }
    }
    return all;
  }

  @Test
  void submitsSubscribesApprovesConvergesAndResumesOverOneStream() {
    Conversation client = Conversation.on(server.channel());
    client.send(message("1").setSubmitJob(job("gate")));
    ServerEvent created = client.until(ServerEvent::hasJobCreated).getLast();
    String jobId = created.getJobCreated().getJobId();
    String runId = created.getJobCreated().getRunId();
    assertEquals("gate", created.getJobCreated().getBlueprintId());
    assertEquals(1, created.getSequence());

    client.send(subscribe("2", jobId, 0));
    List<ServerEvent> events =
        client.until(
            e -> e.hasRunStatus() && e.getRunStatus().getStatus() == RunStatus.RUN_STATUS_WAITING);
    var waiting = events.getLast().getRunStatus().getWaitingInfo();
    assertEquals(1, waiting.getWaitingForCount());
    assertEquals(List.of(ScriptedPrograms.ROLE), waiting.getActorIdsList());
    assertEquals(1, events.getLast().getRunStatus().getPendingProposals());

    client.send(
        message("3")
            .setApprove(
                ApproveProposalRequest.newBuilder()
                    .setUnknownFields(actor("ann"))
                    .setRunId(runId)
                    .setProposalId(waiting.getWaitingFor(0))));
    List<ServerEvent> after = client.untilAll(ServerEvent::hasJobCompleted, ServerEvent::hasAck);
    assertTrue(after.stream().anyMatch(e -> e.hasAck() && e.getAck().getSuccess()));
    events.addAll(after);
    List<ServerEvent> ends =
        after.stream().filter(e -> e.hasRunStatus() || e.hasJobCompleted()).toList().reversed();
    var completed = ends.get(0).getJobCompleted();
    var last = ends.get(1).getRunStatus();
    assertEquals(RunStatus.RUN_STATUS_CONVERGED, completed.getFinalStatus());
    assertTrue(last.hasConvergedInfo());
    assertEquals(completed.getTotalFacts(), last.getFactsCount());
    List<Sealed> journal = journal(runId);
    List<Long> whole = LongStream.rangeClosed(1, journal.size()).boxed().toList();
    assertEquals(whole, sequences(events));

    client.send(message("4").setResumeFrom(ResumeFromSequenceRequest.newBuilder().setSequence(5)));
    List<ServerEvent> again = client.until(ServerEvent::hasJobCompleted);
    assertTrue(again.stream().anyMatch(ServerEvent::hasResumed));
    assertEquals(whole.subList(5, whole.size()), sequences(again));

    client.halfClose();
    LiveEngine.get(client.over());
    assertEquals(List.of(), client.rest());
  }

  @Test
  void hearsTheVeryEventsAndHashesOfTheJournal() {
    var calls = server.calls();
    var submitted = calls.submitJob(job("det-100"));
    List<ContextEntry> entries = new ArrayList<>();
    long since = 0;
    boolean more = true;
    while (more) {
      var page =
          calls.getEvents(
              dev.converge.foreign.GetEventsRequest.newBuilder()
                  .setJobId(submitted.getJobId())
                  .setSinceSequence(since)
                  .setLimit(50)
                  .build());
      entries.addAll(page.getEntriesList());
      since = entries.isEmpty() ? 0 : entries.getLast().getSequence();
      more = page.getHasMore() || !final_(entries);
    }
    List<Sealed> journal = journal(submitted.getRunId());
    assertEquals(journal.size(), entries.size());
    Chain chain = new Chain(submitted.getRunId(), Chain.START);
    for (int i = 0; i < entries.size(); i++) {
      Json.Obj payload = Structs.object(entries.get(i).getPayload(), "payload");
      assertEquals(null, chain.verify(payload));
      assertEquals(journal.get(i).hash(), chain.last());
      assertEquals(
          Json.parse(new String(journal.get(i).json(), java.nio.charset.StandardCharsets.UTF_8)),
          payload);
    }
    assertEquals(
        101, entries.stream().filter(e -> e.getEntryType() == EntryType.ENTRY_TYPE_FACT).count());
  }

  private static boolean final_(List<ContextEntry> entries) {
    return !entries.isEmpty() && entries.getLast().getPayload().containsFields("summary");
  }

  @Test
  void everyRequestIsAnsweredByItsIdAndErrorsLeaveTheStreamAlive() {
    Conversation client = Conversation.on(server.channel());
    Ack empty = client.ask(message("a"));
    assertFalse(empty.getSuccess());
    assertEquals("INVALID_ARGUMENT", empty.getErrorCode());
    Ack unknown = client.ask(subscribe("b", "job_none", 0));
    assertEquals("NOT_FOUND", unknown.getErrorCode());
    Ack template = client.ask(message("c").setSubmitJob(job("nothing-of-the-kind")));
    assertEquals("NOT_FOUND", template.getErrorCode());
    Ack resume =
        client.ask(
            message("d").setResumeFrom(ResumeFromSequenceRequest.newBuilder().setSequence(0)));
    assertEquals("FAILED_PRECONDITION", resume.getErrorCode());
    assertTrue(resume.getErrorMessage().contains("subscribe.since_sequence"));
    client.send(message("e").setPing(Ping.newBuilder().setClientTimeNs(42)));
    ServerEvent pong = client.until(ServerEvent::hasPong).getLast();
    assertEquals(42, pong.getPong().getClientTimeNs());
    assertEquals(0, pong.getSequence());
    client.halfClose();
    LiveEngine.get(client.over());
  }

  /// A name for a decision: a field that was added to the public contract, which a client of that
  /// contract can send by its number.
  static UnknownFieldSet actor(String name) {
    return UnknownFieldSet.newBuilder()
        .addField(
            1000,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(name))
                .build())
        .build();
  }
}
