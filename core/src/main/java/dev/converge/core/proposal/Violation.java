package dev.converge.core.proposal;

import java.util.List;

/// What breaks a condition.
///
/// @param message for a domain expert
/// @param facts ids of the facts that break it
public record Violation(String message, List<String> facts) {
  /// Copies the list.
  public Violation {
    facts = List.copyOf(facts);
  }
}
