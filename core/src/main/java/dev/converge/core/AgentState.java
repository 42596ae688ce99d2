package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
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
/// @param ordinals the last number given to its facts, by output
record AgentState(
    List<String> keys,
    List<String> violations,
    int seen,
    @Nullable Failure failure,
    List<Integer> ordinals) {

  record Failure(FailureKind kind, String message) {}

  static AgentState fresh(AgentSpec spec) {
    Integer[] zeros = new Integer[spec.outputs().size()];
    Arrays.fill(zeros, 0);
    return new AgentState(List.of(), List.of(), 0, null, List.of(zeros));
  }

  boolean dirty() {
    return !keys.isEmpty() || !violations.isEmpty();
  }

  AgentState reads(String key) {
    return keys.contains(key)
        ? this
        : new AgentState(Applier.plus(keys, key), violations, seen, failure, ordinals);
  }

  AgentState learns(String violation) {
    return violations.contains(violation)
        ? this
        : new AgentState(keys, Applier.plus(violations, violation), seen, failure, ordinals);
  }

  AgentState runs() {
    return new AgentState(List.of(), List.of(), seen, failure, ordinals);
  }

  AgentState ended(int facts, @Nullable Failure how) {
    return new AgentState(keys, violations, facts, how, ordinals);
  }

  AgentState numbered(int output, int ordinal) {
    if (ordinals.get(output) >= ordinal) {
      return this;
    }
    if (ordinals.size() == 1) {
      return new AgentState(keys, violations, seen, failure, List.of(ordinal));
    }
    List<Integer> next = new ArrayList<>(ordinals);
    next.set(output, ordinal);
    return new AgentState(keys, violations, seen, failure, List.copyOf(next));
  }
}
