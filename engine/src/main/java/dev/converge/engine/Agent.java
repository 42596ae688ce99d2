package dev.converge.engine;

import dev.converge.core.Answer;

/// An agent that can be asked. Called on a virtual thread, at least once per (run, cycle, attempt);
/// an interrupt means that the answer is no longer wanted.
public interface Agent {
  /// The version of what answers, part of the run's record.
  String version();

  /// Answers, or says why not.
  ///
  /// @throws AgentFailure if there is no usable answer
  /// @throws InterruptedException if interrupted
  Answer ask(AgentCall call) throws AgentFailure, InterruptedException;
}
