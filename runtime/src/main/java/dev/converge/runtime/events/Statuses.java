package dev.converge.runtime.events;

import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.util.Optional;

/// Statuses in the form of the transports.
public final class Statuses {
  private Statuses() {}

  /// The word for a status, in JSON and in gRPC's `exact_status`.
  public static String word(Status status) {
    return EnumWord.of(status);
  }

  /// The status for a word, if there is one.
  public static Optional<Status> named(String word) {
    for (Status status : Status.values()) {
      if (word(status).equals(word)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
