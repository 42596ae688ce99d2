package dev.converge.audit;

import java.util.List;

/// The result of a verification.
///
/// @param runId of the run in the bundle; empty if unknown
/// @param keyId of the key that signed it; empty if unknown
/// @param events number of events
/// @param findings what is wrong, and what is worth knowing
public record Verdict(String runId, String keyId, long events, List<Finding> findings) {
  /// Copies the list.
  public Verdict {
    findings = List.copyOf(findings);
  }

  /// Whether nothing is wrong.
  public boolean valid() {
    return findings.stream().noneMatch(Finding::isProblem);
  }
}
