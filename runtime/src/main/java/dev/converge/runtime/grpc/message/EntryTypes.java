package dev.converge.runtime.grpc.message;

import dev.converge.core.Status;
import dev.converge.proto.EntryType;
import dev.converge.proto.RunStatus;
import dev.converge.runtime.events.EventType;

/// Event types and statuses as the public gRPC contract knows them.
public final class EntryTypes {
  private EntryTypes() {}

  /// The kind of entry that shows an event. A stream tells changes of status by a message of its
  /// own, a page as a trace.
  public static EntryType of(EventType type) {
    return switch (type) {
      case SEED_ADMITTED, FACT_PROMOTED -> EntryType.ENTRY_TYPE_FACT;
      case PROPOSAL_MADE, APPROVAL_REQUESTED, OBSERVATION_RECEIVED -> EntryType.ENTRY_TYPE_PROPOSAL;
      case PROPOSAL_REJECTED, APPROVAL_DECIDED -> EntryType.ENTRY_TYPE_DECISION;
      case RUN_STARTED,
          CYCLE_STARTED,
          AGENT_STARTED,
          MODEL_SENT,
          MODEL_CALLED,
          AGENT_COMPLETED,
          AGENT_FAILED,
          INVARIANT_VIOLATED,
          INVARIANT_RESTORED,
          TIER_REACHED,
          OSCILLATION_DETECTED,
          CYCLE_COMPLETED,
          BUDGET_CHANGED,
          RUN_STATUS ->
          EntryType.ENTRY_TYPE_TRACE;
    };
  }

  /// The nearest status that the public contract knows.
  public static RunStatus of(Status status) {
    return switch (status) {
      case PENDING -> RunStatus.RUN_STATUS_PENDING;
      case RUNNING -> RunStatus.RUN_STATUS_RUNNING;
      case WAITING, PAUSED -> RunStatus.RUN_STATUS_WAITING;
      case CONVERGED -> RunStatus.RUN_STATUS_CONVERGED;
      case HALTED, FAILED -> RunStatus.RUN_STATUS_HALTED;
      case CANCELLED -> RunStatus.RUN_STATUS_CANCELLED;
    };
  }
}
