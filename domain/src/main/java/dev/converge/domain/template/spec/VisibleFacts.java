package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Under which keys models see facts, and so can cite them: those that they read, those that these
/// rest on, their own facts and the seeds. Rules and searches see all facts.
final class VisibleFacts {
  private final List<CompiledSpec.CompiledAgent> agents;
  private final Map<String, Set<String>> cited = new HashMap<>();

  VisibleFacts(CompiledSpec spec) {
    agents = spec.agents();
  }

  /// Whether an agent may see facts under a key.
  boolean sees(CompiledSpec.CompiledAgent agent, String key) {
    return agent.kind() != AgentSpec.Kind.LLM || visible(agent).contains(key);
  }

  /// Whether an author of facts under a key may cite a fact under another.
  boolean canCite(String key, String target) {
    return writers(key).stream().anyMatch(agent -> sees(agent, target));
  }

  List<CompiledSpec.CompiledAgent> writers(String key) {
    return agents.stream()
        .filter(agent -> agent.outputs().stream().anyMatch(output -> output.key().equals(key)))
        .toList();
  }

  /// The ids of the authors of facts under a key, in quotes.
  String who(String key) {
    return String.join(", ", writers(key).stream().map(agent -> "\"" + agent.id() + "\"").toList());
  }

  private Set<String> visible(CompiledSpec.CompiledAgent agent) {
    return cited.computeIfAbsent(agent.id(), _ -> closed(agent));
  }

  private Set<String> closed(CompiledSpec.CompiledAgent agent) {
    Set<String> seen = new TreeSet<>(List.of(Keys.SEEDS));
    Deque<String> open = new ArrayDeque<>(read(agent));
    while (!open.isEmpty()) {
      String key = open.removeFirst();
      if (!seen.add(key)) {
        continue;
      }
      for (CompiledSpec.CompiledAgent writer : writers(key)) {
        open.addAll(writer.kind() == AgentSpec.Kind.LLM ? read(writer) : everything());
      }
    }
    return seen;
  }

  private static List<String> read(CompiledSpec.CompiledAgent agent) {
    Set<String> keys = new TreeSet<>(agent.eligibility().allOf());
    keys.addAll(agent.eligibility().anyOf());
    for (AgentSpec.Output output : agent.outputs()) {
      keys.add(output.key());
      keys.add(output.forEach());
    }
    return List.copyOf(keys);
  }

  private Set<String> everything() {
    Set<String> keys = new TreeSet<>(List.of(Keys.DECISIONS));
    agents.forEach(agent -> keys.addAll(read(agent)));
    return keys;
  }
}
