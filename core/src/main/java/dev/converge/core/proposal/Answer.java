package dev.converge.core.proposal;

import dev.converge.core.budget.Limits;
import dev.converge.core.budget.ModelCall;
import java.time.Duration;
import java.util.List;

/// The answer of an agent in one attempt.
///
/// @param proposals in the agent's order
/// @param calls its model calls
/// @param duration of the attempt
/// @param recorded sequence of the original's event with the answer if the run is a fork; 0 if the
///   agent was asked
public record Answer(
    List<Proposal> proposals, List<ModelCall> calls, Duration duration, long recorded) {
  /// The answer of an agent that was asked.
  public Answer(List<Proposal> proposals, List<ModelCall> calls, Duration duration) {
    this(proposals, calls, duration, 0);
  }

  /// The same answer, taken from the record of another run.
  ///
  /// @param sequence of the event that answered there; 0 if the agent was asked
  public Answer recordedAs(long sequence) {
    return new Answer(proposals, calls, duration, sequence);
  }

  /// Copies the lists and truncates the time to milliseconds.
  public Answer {
    duration = Limits.time(duration);
    proposals = List.copyOf(proposals);
    calls = List.copyOf(calls);
  }
}
