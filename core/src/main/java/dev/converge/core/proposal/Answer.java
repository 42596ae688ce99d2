package dev.converge.core.proposal;

import dev.converge.core.budget.Limits;
import dev.converge.core.budget.ModelCall;
import java.time.Duration;
import java.util.List;

/// What an agent answered in one attempt.
///
/// @param proposals in the agent's order
/// @param calls the model calls it took
/// @param duration how long it took
public record Answer(List<Proposal> proposals, List<ModelCall> calls, Duration duration) {
  /// Copies the lists and cuts the time to milliseconds.
  public Answer {
    duration = Limits.time(duration);
    proposals = List.copyOf(proposals);
    calls = List.copyOf(calls);
  }
}
