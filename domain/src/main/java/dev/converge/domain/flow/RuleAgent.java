package dev.converge.domain.flow;

import dev.converge.core.proposal.Proposal;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import java.util.List;

/// An agent written in Java: a pure function of the context that it is shown. The same context must
/// give the same proposals on every machine: no clock, no randomness, no I/O, no order that depends
/// on hashes. Found by [java.util.ServiceLoader] beside those that ship. Thread-safe.
public interface RuleAgent {
  /// The id of the agent in specs that it answers for.
  String id();

  /// Its version, part of a run's result; a change of what it answers is a new version.
  String version();

  /// What it proposes, in order; nothing where nothing follows.
  ///
  /// @param call what it may look at
  /// @throws AgentFailure if what it looks at gives it nothing to go by; the message says what is
  ///   missing and where
  List<Proposal> run(AgentCall call) throws AgentFailure;
}
