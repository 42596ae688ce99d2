package dev.converge.audit;

import java.util.List;

/// What a verification found.
///
/// @param runId of the run that the bundle is of; empty if it cannot be told
/// @param keyId of the key that it is signed with; empty if it cannot be told
/// @param events how many there are
/// @param findings what does not fit, and what is worth knowing
public record Verdict(String runId, String keyId, long events, List<Finding> findings) {
  /// Copies the list.
  public Verdict {
    findings = List.copyOf(findings);
  }

  /// Whether everything fits.
  public boolean valid() {
    return findings.stream().noneMatch(Finding::isProblem);
  }
}
