package dev.converge.runtime.operations;

import dev.converge.core.Body;
import dev.converge.engine.RunView;
import java.util.Optional;

/// A proposal after a decision.
///
/// @param run after the decision
/// @param proposalId of the proposal
/// @param decision that stands: the first one, if the same was sent twice
public record DecisionResult(
    RunView run, String proposalId, Optional<Body.ApprovalDecided> decision) {}
