package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.converge.proto.JobInfo;
import dev.converge.proto.ListJobsRequest;
import dev.converge.proto.ListProposalsRequest;
import dev.converge.proto.ListProposalsResponse;
import dev.converge.proto.ProposalInfo;
import dev.converge.proto.RejectProposalRequest;
import dev.converge.proto.SeedFact;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Lists of jobs over gRPC: the filters of HTTP, and rows that say as much.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListOverGrpcTest {
  private static final Struct TEAM =
      Struct.newBuilder()
          .putFields("team", Value.newBuilder().setStringValue("growth").build())
          .build();
  private static final ListJobsRequest BOTH =
      ListJobsRequest.newBuilder().setIdPrefix("filtered-").build();

  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server =
      new GrpcServer(
          agents,
          ServerSettings.DEFAULT,
          (_, _, _) -> new ByteArrayInputStream(new byte[0]),
          ScriptedPrograms.gate(1));

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  private String submit(String correlation, Struct metadata) {
    Struct seed =
        Struct.newBuilder()
            .putFields("content", Value.newBuilder().setStringValue("Where it starts.").build())
            .build();
    return server
        .ourCalls()
        .submitJob(
            SubmitJobRequest.newBuilder()
                .setBlueprintId("gate")
                .addSeeds(SeedFact.newBuilder().setKey("seed:1").setValue(seed))
                .setCorrelationId(correlation)
                .setMetadata(metadata)
                .build())
        .getJobId();
  }

  private List<String> ids(ListJobsRequest request) {
    return server.ourCalls().listJobs(request).getJobsList().stream()
        .map(JobInfo::getJobId)
        .toList();
  }

  private List<String> jobs(ListProposalsRequest request) {
    return server.ourCalls().listProposals(request).getProposalsList().stream()
        .map(ProposalInfo::getJobId)
        .toList();
  }

  @Test
  void proposalsOfAllJobsAreListedUntilTheyAreDecided() {
    String first = submit("proposal-1", TEAM);
    String second = submit("proposal-2", TEAM);
    ListProposalsRequest open = ListProposalsRequest.newBuilder().setBlueprintId("gate").build();
    Eventually.so(() -> jobs(open).containsAll(List.of(first, second)));
    ListProposalsResponse page =
        server.ourCalls().listProposals(open.toBuilder().setLimit(1).build());
    assertEquals(1, page.getProposalsCount());
    assertFalse(page.getNextCursor().isEmpty());
    assertFalse(
        jobs(open.toBuilder().setCursor(page.getNextCursor()).build())
            .contains(page.getProposals(0).getJobId()));
    assertEquals(List.of(), jobs(open.toBuilder().setRole("nobody").build()));
    ProposalInfo proposal =
        server.ourCalls().listProposals(open).getProposalsList().stream()
            .filter(one -> one.getJobId().equals(first))
            .findAny()
            .orElseThrow();
    assertFalse(proposal.getExcerpt().isEmpty() || proposal.getRole().isEmpty());
    assertTrue(proposal.getAskedNs() > 0 && !proposal.hasDecided());
    server
        .ourCalls()
        .rejectProposal(
            RejectProposalRequest.newBuilder()
                .setRunId(proposal.getRunId())
                .setProposalId(proposal.getProposalId())
                .setActor("ann")
                .setReason("no")
                .build());
    Eventually.so(() -> !jobs(open).contains(first));
    ProposalInfo decided =
        server
            .ourCalls()
            .listProposals(open.toBuilder().setState("decided").build())
            .getProposals(0);
    assertEquals(first, decided.getJobId());
    assertEquals("rejected", decided.getDecided().getDecision());
    assertEquals("ann", decided.getDecided().getActor());
    assertEquals("no", decided.getDecided().getComment());
    StatusRuntimeException wrong =
        assertThrows(
            StatusRuntimeException.class, () -> jobs(open.toBuilder().setState("closed").build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, wrong.getStatus().getCode());
    assertTrue(
        String.valueOf(wrong.getStatus().getDescription()).contains("expected: open or decided"));
  }

  @Test
  void listsAreFilteredAsOverHttpAndRowsSayAsMuch() {
    String first = submit("filtered-1", TEAM);
    String second = submit("filtered-2", Struct.getDefaultInstance());
    submit("other", TEAM);
    ListJobsRequest waiting = BOTH.toBuilder().addStatuses("paused").addStatuses("waiting").build();
    Eventually.so(() -> ids(waiting).equals(List.of(second, first)));
    assertEquals(List.of(first, second), ids(BOTH.toBuilder().setOldestFirst(true).build()));
    assertEquals(List.of(first), ids(BOTH.toBuilder().putMetadata("team", "growth").build()));
    assertEquals(List.of(), ids(BOTH.toBuilder().setReason("budget").build()));
    assertEquals(List.of(), ids(BOTH.toBuilder().setVersion("9.9.9").build()));
    assertEquals(List.of(), ids(BOTH.toBuilder().setMode("live").build()));
    JobInfo row = server.ourCalls().listJobs(BOTH).getJobs(1);
    assertEquals(TEAM, row.getMetadata());
    assertEquals(
        List.of(first),
        ids(BOTH.toBuilder().setMode(row.getMode()).setLimit(2).build()).subList(1, 2));
    assertEquals(1, row.getPendingProposals());
    assertEquals(row.getCycles(), row.getSpent().getCycles());
    assertEquals("Where it starts.", row.getAbout());
    assertEquals(0, row.getErasedNs());
    assertFalse(row.getMode().isEmpty());
  }

  @Test
  void wrongFiltersAreRefusedByTheirNames() {
    refuses("mode", BOTH.toBuilder().setMode("alive").build());
    refuses("statuses[1]", BOTH.toBuilder().addStatuses("paused").addStatuses("x").build());
    refuses("metadata", BOTH.toBuilder().putMetadata("a b", "x").build());
  }

  private void refuses(String field, ListJobsRequest request) {
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> server.ourCalls().listJobs(request));
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
    assertTrue(String.valueOf(refused.getMessage()).contains(field), refused::getMessage);
  }
}
