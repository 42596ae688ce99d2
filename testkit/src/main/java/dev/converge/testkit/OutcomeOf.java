package dev.converge.testkit;

import dev.converge.core.Input;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.agent.AgentFailure;

/// What an agent of a [Flow] gives or throws.
final class OutcomeOf {
  private OutcomeOf() {}

  /// The answer of an input that is one.
  ///
  /// @throws AgentFailure if it is a failure
  static Answer answer(Input input) throws AgentFailure {
    if (input instanceof Input.Failed failed) {
      throw new AgentFailure(failed.kind(), failed.message(), failed.retryAfter(), failed.calls());
    }
    return ((Input.Answered) input).answer();
  }
}
