package dev.converge.runtime.events;

import dev.converge.core.Status;
import dev.converge.proto.RunStatus;
import java.util.Locale;
import java.util.Optional;

/// Statuses as the transports write them.
public final class Statuses {
  private Statuses() {}

  /// The word for a status, in JSON and in gRPC's `exact_status`.
  public static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /// The status of a word, if there is one.
  public static Optional<Status> named(String word) {
    for (Status status : Status.values()) {
      if (word(status).equals(word)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  /// The nearest status that the public gRPC contract knows.
  public static RunStatus onWire(Status status) {
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
