package dev.converge.core.proposal;

import java.util.List;

/// A violation of a condition.
///
/// @param message for a domain expert
/// @param facts ids of the facts that violate it
public record Violation(String message, List<String> facts) {
  /// Copies the list.
  public Violation {
    facts = List.copyOf(facts);
  }
}
