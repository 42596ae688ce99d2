package dev.converge.runtime.grpc.message;

import dev.converge.core.event.EventType;
import dev.converge.core.status.Status;
import dev.converge.proto.EntryType;
import dev.converge.proto.RunStatus;

/// Event types and statuses in the public gRPC contract.
public final class EntryTypes {
  private EntryTypes() {}

  /// The kind of entry for an event. A stream reports changes of status with a separate message, a
  /// page as a trace.
  public static EntryType of(EventType type) {
    return switch (type.kind()) {
      case FACT -> EntryType.ENTRY_TYPE_FACT;
      case PROPOSAL -> EntryType.ENTRY_TYPE_PROPOSAL;
      case DECISION -> EntryType.ENTRY_TYPE_DECISION;
      case TRACE -> EntryType.ENTRY_TYPE_TRACE;
    };
  }

  /// The nearest status in the public contract.
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
