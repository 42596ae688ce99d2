package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.decision.Returned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where one agent of a run stands between cycles.
///
/// @param keys that have facts it has not seen
/// @param violations that it has not seen
/// @param seen how many facts there were when it last ran
/// @param failure its last failure, or `null` after an answer
/// @param returned proposals that it is to revise
/// @param ordinals the last number given to its facts, by output
record AgentState(
    List<String> keys,
    List<String> violations,
    int seen,
    @Nullable Failure failure,
    List<Returned> returned,
    List<Integer> ordinals) {

  /// @param returned proposals that it failed to revise; none if it failed at its usual work
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

  /// The agent failed for good, and is to have another try: at what it was to revise, or else with
  /// all that it reads.
  AgentState tryingAgain(List<String> read, List<String> broken) {
    return failure != null && !failure.returned().isEmpty()
        ? new AgentState(keys, violations, seen, null, failure.returned(), ordinals)
        : new AgentState(read, broken, seen, null, returned, ordinals);
  }

  /// A person sent a proposal back.
  AgentState revising(Returned proposal) {
    return new AgentState(
        keys, violations, seen, failure, Applier.plus(returned, proposal), ordinals);
  }

  /// It is asked to revise what was sent back; what else is new waits.
  AgentState revises() {
    return new AgentState(keys, violations, seen, failure, List.of(), ordinals);
  }

  /// It revised what was sent back.
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
