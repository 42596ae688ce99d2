package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.decision.Returned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of an agent between cycles.
///
/// @param keys keys with facts that it has not seen
/// @param violations new to the agent
/// @param seen number of facts when it last ran
/// @param failure its last failure, or `null` after an answer
/// @param returned proposals to revise
/// @param ordinals the last number used for its facts, by output
record AgentState(
    List<String> keys,
    List<String> violations,
    int seen,
    @Nullable Failure failure,
    List<Returned> returned,
    List<Integer> ordinals) {

  /// @param returned proposals that it failed to revise; empty if it failed at its usual work
  record Failure(FailureKind kind, String message, List<Returned> returned) {}

  static AgentState fresh(AgentSpec spec) {
    Integer[] zeros = new Integer[spec.outputs().size()];
    Arrays.fill(zeros, 0);
    return new AgentState(List.of(), List.of(), 0, null, List.of(), List.of(zeros));
  }

  boolean dirty() {
    return !keys.isEmpty() || !violations.isEmpty() || !returned.isEmpty();
  }

  AgentState reads(String key) {
    return keys.contains(key)
        ? this
        : new AgentState(Applier.plus(keys, key), violations, seen, failure, returned, ordinals);
  }

  AgentState learns(String violation) {
    return violations.contains(violation)
        ? this
        : new AgentState(
            keys, Applier.plus(violations, violation), seen, failure, returned, ordinals);
  }

  AgentState runs() {
    return new AgentState(List.of(), List.of(), seen, failure, returned, ordinals);
  }

  /// The agent failed finally and gets another try: at the revision if it failed there, otherwise
  /// with everything that it reads.
  AgentState tryingAgain(List<String> read, List<String> broken) {
    return failure != null && !failure.returned().isEmpty()
        ? new AgentState(keys, violations, seen, null, failure.returned(), ordinals)
        : new AgentState(read, broken, seen, null, returned, ordinals);
  }

  /// A person returned a proposal.
  AgentState revising(Returned proposal) {
    return new AgentState(
        keys, violations, seen, failure, Applier.plus(returned, proposal), ordinals);
  }

  /// The agent is asked for a revision. Other news waits.
  AgentState revises() {
    return new AgentState(keys, violations, seen, failure, List.of(), ordinals);
  }

  /// The agent revised the returned proposals.
  AgentState revised() {
    boolean mended = failure != null && !failure.returned().isEmpty();
    return new AgentState(keys, violations, seen, mended ? null : failure, returned, ordinals);
  }

  AgentState ended(int facts, @Nullable Failure how) {
    return new AgentState(keys, violations, facts, how, returned, ordinals);
  }

  AgentState numbered(int output, int ordinal) {
    if (ordinals.get(output) >= ordinal) {
      return this;
    }
    if (ordinals.size() == 1) {
      return new AgentState(keys, violations, seen, failure, returned, List.of(ordinal));
    }
    List<Integer> next = new ArrayList<>(ordinals);
    next.set(output, ordinal);
    return new AgentState(keys, violations, seen, failure, returned, List.copyOf(next));
  }
}
