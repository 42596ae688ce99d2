package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.template.source.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/// Which agents can ever run: those whose keys can have facts that are written without them.
final class ReachableAgents {
  private final CompiledSpec spec;
  private final BiPredicate<CompiledSpec.CompiledAgent, AgentSpec.Output> without;
  private final TreeSet<String> keys = new TreeSet<>();

  /// Keys under which something was proposed, if only to people.
  private final TreeSet<String> proposed = new TreeSet<>();

  private final List<CompiledSpec.CompiledAgent> waiting = new ArrayList<>();

  /// All agents that can run.
  static ReachableAgents all(CompiledSpec spec, List<String> observed) {
    return new ReachableAgents(spec, observed, (_, _) -> false);
  }

  /// The agents that can run while some contracts have not produced facts yet.
  ///
  /// @param without whether an agent's contract is one of these
  ReachableAgents(
      CompiledSpec spec,
      List<String> observed,
      BiPredicate<CompiledSpec.CompiledAgent, AgentSpec.Output> without) {
    this.spec = spec;
    this.without = without;
    keys.add(Keys.SEEDS);
    keys.addAll(observed);
    proposed.addAll(keys);
    waiting.addAll(spec.agents());
    while (step()) {
      // Each round makes it possible for further agents to run.
    }
  }

  private boolean step() {
    List<CompiledSpec.CompiledAgent> ready = waiting.stream().filter(this::canRun).toList();
    waiting.removeAll(ready);
    ready.forEach(this::runs);
    boolean decided = spec.gates().stream().anyMatch(gate -> proposed.contains(gate.key()));
    return (decided && keys.add(Keys.DECISIONS)) || !ready.isEmpty();
  }

  private void runs(CompiledSpec.CompiledAgent agent) {
    for (AgentSpec.Output output : agent.outputs()) {
      proposed.add(output.key());
      if (!without.test(agent, output)) {
        keys.add(output.key());
      }
    }
  }

  /// Whether there can be facts under a key.
  boolean has(String key) {
    return keys.contains(key);
  }

  private boolean canRun(CompiledSpec.CompiledAgent agent) {
    AgentSpec.Eligibility when = agent.eligibility();
    return keys.containsAll(when.allOf())
        && (when.anyOf().isEmpty() || !Collections.disjoint(keys, when.anyOf()));
  }

  /// Agents that never run, with the reason; of those that wait for each other only the first, and
  /// none that only waits for these.
  Unreachable unreachable() {
    return told -> {
      List<CompiledSpec.CompiledAgent> roots = waiting.stream().filter(this::isRoot).toList();
      if (roots.isEmpty() && !waiting.isEmpty()) {
        told.accept(waiting.getFirst().place(), inCircle());
      }
      for (CompiledSpec.CompiledAgent agent : roots) {
        told.accept(agent.place(), why(agent));
      }
    };
  }

  /// The agents that never run.
  interface Unreachable {
    /// Reports each with its place.
    void forEach(BiConsumer<Place, String> told);
  }

  /// Whether no other waiting agent writes what it waits for.
  private boolean isRoot(CompiledSpec.CompiledAgent agent) {
    List<String> missing = missing(agent);
    return waiting.stream()
        .filter(other -> !other.id().equals(agent.id()))
        .flatMap(other -> other.outputs().stream())
        .noneMatch(output -> missing.contains(output.key()));
  }

  private List<String> missing(CompiledSpec.CompiledAgent agent) {
    List<String> missing = new ArrayList<>(agent.eligibility().allOf());
    if (Collections.disjoint(keys, agent.eligibility().anyOf())) {
      missing.addAll(agent.eligibility().anyOf());
    }
    missing.removeAll(keys);
    return missing;
  }

  private String why(CompiledSpec.CompiledAgent agent) {
    String key = missing(agent).getFirst();
    String never = "agent \"%s\" never runs: ".formatted(agent.id());
    return key.equals(Keys.DECISIONS)
        ? never
            + "there are no decisions, because there is no gate (expected: a scenario tagged"
            + " @approval, or other facts to read)"
        : never
            + "only this agent writes under \"%s\", which it waits for (expected: facts that others write)"
                .formatted(key);
  }

  private String inCircle() {
    List<String> ids = waiting.stream().map(agent -> "\"" + agent.id() + "\"").toList();
    return "agents %s never run: each waits for facts of another (expected: one that waits for none of them)"
        .formatted(String.join(", ", ids));
  }
}
