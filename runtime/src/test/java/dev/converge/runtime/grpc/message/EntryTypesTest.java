package dev.converge.runtime.grpc.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.converge.core.event.EventType;
import dev.converge.core.status.Status;
import dev.converge.proto.EntryType;
import dev.converge.proto.RunStatus;
import org.junit.jupiter.api.Test;

/// What the public gRPC contract knows of events and statuses.
final class EntryTypesTest {
  @Test
  void everyEventTypeHasAKindOfEntry() {
    for (EventType type : EventType.values()) {
      assertNotEquals(EntryType.ENTRY_TYPE_UNSPECIFIED, EntryTypes.of(type));
    }
  }

  @Test
  void pausedIsShownAsWaitingAndFailedAsHalted() {
    for (Status status : Status.values()) {
      assertNotEquals(RunStatus.RUN_STATUS_UNSPECIFIED, EntryTypes.of(status));
    }
    assertEquals(RunStatus.RUN_STATUS_WAITING, EntryTypes.of(Status.PAUSED));
    assertEquals(RunStatus.RUN_STATUS_HALTED, EntryTypes.of(Status.FAILED));
  }
}
