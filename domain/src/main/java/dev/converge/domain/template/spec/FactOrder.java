package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import java.util.HashSet;
import java.util.List;

/// Which facts can exist when others are added: a fact cites only facts that exist before it.
final class FactOrder {
  private final CompiledSpec spec;
  private final List<String> observed;
  private final VisibleFacts visible;
  private final FactBounds bounds;

  FactOrder(CompiledSpec spec, List<String> observed, VisibleFacts visible, FactBounds bounds) {
    this.spec = spec;
    this.observed = observed;
    this.visible = visible;
    this.bounds = bounds;
  }

  /// Whether facts can exist under a key before the first one under another does.
  boolean before(String target, String key) {
    return outside(key)
        || !ReachableAgents.all(spec, observed).has(target)
        || new ReachableAgents(spec, observed, (_, output) -> output.key().equals(key)).has(target);
  }

  /// Whether facts can exist under a key before an agent's first answer under another.
  boolean before(String target, CompiledSpec.CompiledAgent agent, AgentSpec.Output own) {
    return !ReachableAgents.all(spec, observed).has(target)
        || new ReachableAgents(
                spec,
                observed,
                (other, output) -> other.id().equals(agent.id()) && output.key().equals(own.key()))
            .has(target);
  }

  /// Whether some fact under a key, even a later one, can be added after facts under another.
  boolean after(String key, String target) {
    return before(target, key) || again(key);
  }

  /// Whether facts can be added under a key more than once.
  private boolean again(String key) {
    boolean revised =
        spec.gates().stream().anyMatch(gate -> gate.key().equals(key) && gate.revisions() > 0);
    long answers = 0;
    for (CompiledSpec.CompiledAgent agent : visible.writers(key)) {
      answers += bounds.runs(agent, new HashSet<>());
    }
    return revised || answers > 1;
  }

  private boolean outside(String key) {
    return key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS) || observed.contains(key);
  }
}
