package dev.converge.runtime.grpc;

import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.DecisionTaken;
import dev.converge.proto.ListProposalsRequest;
import dev.converge.proto.ListProposalsResponse;
import dev.converge.proto.ProposalInfo;
import dev.converge.runtime.grpc.message.FieldException;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.ProposalOperations;
import dev.converge.runtime.operations.call.Caller;
import java.util.Objects;

/// The proposals of all jobs as a unary call shows them. Blocks for I/O.
final class ProposalListCalls {
  private final ProposalOperations operations;

  ProposalListCalls(ServiceContext context) {
    this.operations = context.operations().proposals();
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(ConvergeServiceGrpc.getListProposalsMethod(), this::list);
  }

  private ListProposalsResponse list(Caller caller, ListProposalsRequest request) {
    ProposalOperations.Query query =
        new ProposalOperations.Query(
            decided(request),
            request.hasRole() ? request.getRole() : null,
            request.hasBlueprintId() ? request.getBlueprintId() : null,
            request.getCursor().isEmpty() ? null : request.getCursor(),
            request.getLimit() == 0 ? JobQuery.DEFAULT_LIMIT : request.getLimit());
    ProposalOperations.Query.Page page = operations.listAll(caller, query);
    ListProposalsResponse.Builder out = ListProposalsResponse.newBuilder();
    page.proposals().forEach(one -> out.addProposals(info(one)));
    if (page.nextCursor() != null) {
      out.setNextCursor(page.nextCursor());
    }
    return out.build();
  }

  private static boolean decided(ListProposalsRequest request) {
    String state = request.hasState() ? request.getState() : "open";
    return switch (state) {
      case "open" -> false;
      case "decided" -> true;
      default -> throw new FieldException("state", "\"" + state + "\" (expected: open or decided)");
    };
  }

  private static ProposalInfo info(ProposalStore.Listed one) {
    ProposalInfo.Builder out =
        ProposalInfo.newBuilder()
            .setJobId(one.jobId())
            .setRunId(one.runId())
            .setBlueprintId(one.template())
            .setVersion(one.version())
            .setProposalId(one.proposalId())
            .setFactId(one.factId())
            .setAgent(one.agent())
            .setKey(one.key())
            .setGate(one.gate())
            .setRole(one.role())
            .setExcerpt(one.excerpt())
            .setAskedNs(Messages.nanos(one.askedAt()))
            .setOnSilence(EnumWord.of(one.onSilence()));
    if (one.expiresAt() != null) {
      out.setExpiresNs(Messages.nanos(one.expiresAt()));
    }
    if (one.decision() != null) {
      out.setDecided(taken(one.decision()));
    }
    return out.build();
  }

  private static DecisionTaken taken(ProposalStore.Taken taken) {
    return DecisionTaken.newBuilder()
        .setDecision(EnumWord.of(taken.decision()))
        .setActor(taken.actor())
        .setAsserted(taken.asserted())
        .setComment(Objects.requireNonNullElse(taken.comment(), ""))
        .setByDeadline(taken.byDeadline())
        .setDecidedNs(Messages.nanos(taken.at()))
        .build();
  }
}
