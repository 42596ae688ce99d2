package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Gate;
import dev.converge.core.proposal.Keys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The maximum number of facts under a key, as the contracts limit it. An agent that reads only
/// seeds runs once; other agents run again at most as often as those whose facts they read.
final class FactBounds {
  /// No limit.
  static final long UNBOUNDED = Integer.MAX_VALUE;

  private final CompiledSpec spec;
  private final List<String> observed;

  FactBounds(CompiledSpec spec, List<String> observed) {
    this.spec = spec;
    this.observed = observed;
  }

  /// The maximum number of facts under a key.
  long most(String key) {
    return most(key, new HashSet<>());
  }

  private long most(String key, Set<String> running) {
    if (key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS) || observed.contains(key)) {
      return UNBOUNDED;
    }
    long most = 0;
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      for (AgentSpec.Output output : agent.outputs()) {
        if (output.key().equals(key)) {
          long times =
              output.forEach().isEmpty() ? runs(agent, running) : most(output.forEach(), running);
          most = bounded(most + bounded(times * output.max()));
        }
      }
    }
    return most;
  }

  /// How often an agent runs at most.
  long runs(CompiledSpec.CompiledAgent agent, Set<String> running) {
    if (!agent.eligibility().violationsOf().isEmpty() || !running.add(agent.id())) {
      return UNBOUNDED;
    }
    Set<String> read = new TreeSet<>(agent.eligibility().allOf());
    read.addAll(agent.eligibility().anyOf());
    long runs = 0;
    for (String key : read) {
      runs = bounded(runs + changes(key, running));
    }
    running.remove(agent.id());
    return runs;
  }

  /// How often facts can be added under a key.
  private long changes(String key, Set<String> running) {
    boolean later = spec.gates().stream().map(Gate::key).anyMatch(key::equals);
    if (later || key.equals(Keys.DECISIONS) || observed.contains(key)) {
      return UNBOUNDED;
    }
    long changes = key.equals(Keys.SEEDS) ? 1 : 0;
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      if (agent.outputs().stream().anyMatch(output -> output.key().equals(key))) {
        changes = bounded(changes + runs(agent, running));
      }
    }
    return changes;
  }

  private static long bounded(long count) {
    return Math.min(count, UNBOUNDED);
  }
}
