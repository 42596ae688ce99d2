package dev.converge.engine.agent;

import dev.converge.core.proposal.Answer;
import java.util.Optional;

/// An agent that can be asked. Called on a virtual thread, or on one of few platform threads if it
/// [#computes()]; at least once per (run, cycle, attempt). An interrupt means that the answer is no
/// longer wanted.
public interface Agent {
  /// The version of what answers, part of the run's record.
  String version();

  /// Whether it only computes: it keeps a processor busy until it answers and waits for nothing.
  /// Such agents share a thread for each processor, so that they never take those of requests and
  /// of the store; an agent that waits would hold up the others there.
  default boolean computes() {
    return false;
  }

  /// Digest of the canonical request: of everything that the answer depends on, but not of whom the
  /// agent asks for it. Empty if the agent does not know, so that its answer depends on all that it
  /// is told.
  default Optional<String> requestHash(AgentCall call) {
    return Optional.empty();
  }

  /// Answers, or says why not.
  ///
  /// @throws AgentFailure if there is no usable answer
  /// @throws InterruptedException if interrupted
  Answer ask(AgentCall call) throws AgentFailure, InterruptedException;
}
