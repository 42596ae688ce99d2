package dev.converge.engine.agent;

import dev.converge.core.proposal.Answer;
import java.util.Optional;

/// An agent that can be asked. Called on a virtual thread, or on one of few platform threads if it
/// [#computes()], at least once per (run, cycle, attempt). An interrupt means that the answer is no
/// longer wanted.
public interface Agent {
  /// The version of the agent, which is part of the run's record.
  String version();

  /// Whether the agent only computes: it keeps a processor busy until it answers and waits for
  /// nothing. Such agents share one thread per processor, so that they never use the threads of
  /// requests and of the store. An agent that waits there would delay the others.
  default boolean computes() {
    return false;
  }

  /// Digest of the canonical request: of everything that the answer depends on, except the model
  /// that the agent asks. Empty if the agent does not know, in which case its answer depends on
  /// everything that it is given.
  default Optional<String> requestHash(AgentCall call) {
    return Optional.empty();
  }

  /// Answers, or throws the reason why not.
  ///
  /// @throws AgentFailure if there is no usable answer
  /// @throws InterruptedException if interrupted
  Answer ask(AgentCall call) throws AgentFailure, InterruptedException;
}
