package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.template.source.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// Which agents can ever run: those whose keys can have facts that are written without them.
final class ReachableAgents {
  private final CompiledSpec spec;
  private final TreeSet<String> keys = new TreeSet<>();
  private final List<CompiledSpec.CompiledAgent> waiting = new ArrayList<>();

  ReachableAgents(CompiledSpec spec, List<String> observed) {
    this.spec = spec;
    keys.add(Keys.SEEDS);
    keys.addAll(observed);
    waiting.addAll(spec.agents());
    while (step()) {
      // Each round lets further agents run.
    }
  }

  private boolean step() {
    List<CompiledSpec.CompiledAgent> ready = waiting.stream().filter(this::canRun).toList();
    waiting.removeAll(ready);
    ready.forEach(agent -> agent.outputs().forEach(output -> keys.add(output.key())));
    boolean decided = spec.gates().stream().anyMatch(gate -> keys.contains(gate.key()));
    return (decided && keys.add(Keys.DECISIONS)) || !ready.isEmpty();
  }

  private boolean canRun(CompiledSpec.CompiledAgent agent) {
    AgentSpec.Eligibility when = agent.eligibility();
    return keys.containsAll(when.allOf())
        && (when.anyOf().isEmpty() || !Collections.disjoint(keys, when.anyOf()));
  }

  /// Agents that never run, with the reason; of those that wait for each other the first, and none
  /// that only waits for these.
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
    /// Tells each with its place.
    void forEach(BiConsumer<Place, String> told);
  }

  /// Whether what it waits for is written by no other agent that waits.
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
