package dev.converge.runtime.operations;

import dev.converge.core.Explain;
import java.util.List;

/// Why each agent of a run ran or did not run.
///
/// @param runId of the run
/// @param cycles cycle by cycle
public record RunExplanation(String runId, List<Explain.Cycle> cycles) {
  /// Copies the list.
  public RunExplanation {
    cycles = List.copyOf(cycles);
  }
}
