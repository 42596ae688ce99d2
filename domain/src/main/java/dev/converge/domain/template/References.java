package dev.converge.domain.template;

import dev.converge.core.AgentSpec;
import dev.converge.core.Invariant;
import dev.converge.core.Keys;
import dev.converge.core.SeedRule;
import dev.converge.core.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks that what scenarios speak of exists somewhere in the spec.
final class References {
  private final CompiledSpec spec;
  private final Uses uses;
  private final Problems problems;

  /// The id prefixes of what can stand under each key.
  private final Map<String, List<String>> keys = new LinkedHashMap<>();

  References(CompiledSpec spec, List<String> observed, Uses uses, Problems problems) {
    this.spec = spec;
    this.uses = uses;
    this.problems = problems;
    keys.put(Keys.SEEDS, new ArrayList<>());
    keys.put(Keys.DECISIONS, new ArrayList<>(List.of("decision:")));
    spec.seeds().stream().map(SeedRule::idPrefix).forEach(keys.get(Keys.SEEDS)::add);
    observed.forEach(key -> keys.put(key, new ArrayList<>(List.of("observation:"))));
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      for (AgentSpec.Output output : agent.outputs()) {
        keys.computeIfAbsent(output.key(), _ -> new ArrayList<>()).add(output.idPrefix());
      }
    }
  }

  void check() {
    if (spec.whole()) {
      uses.keys.forEach(this::key);
      uses.prefixes.forEach(this::prefix);
    }
    violations();
    prefixes();
  }

  private void prefix(Uses.Prefix use) {
    List<String> all = keys.values().stream().flatMap(List::stream).distinct().toList();
    if (!compatible(all, use.idPrefix())) {
      problems.add(
          use.place(), "no fact's id starts with \"%s\"%s".formatted(use.idPrefix(), known(all)));
    }
  }

  private void key(Uses.Key use) {
    List<String> prefixes = keys.get(use.key());
    if (prefixes == null) {
      problems.add(
          use.place(),
          "no agent writes under \"%s\" (expected: one of %s)%s"
              .formatted(use.key(), keys.keySet(), Nearest.hint(use.key(), keys.keySet())));
    } else if (!use.idPrefix().isEmpty() && !compatible(prefixes, use.idPrefix())) {
      problems.add(
          use.place(),
          "no fact's id under \"%s\" starts with \"%s\"%s"
              .formatted(use.key(), use.idPrefix(), known(prefixes)));
    }
  }

  private static boolean compatible(List<String> prefixes, String prefix) {
    return prefixes.stream().anyMatch(p -> p.startsWith(prefix) || prefix.startsWith(p));
  }

  private static String known(List<String> prefixes) {
    return " (expected: one of " + prefixes + ")";
  }

  private void violations() {
    List<String> semantic =
        spec.invariants().stream()
            .filter(invariant -> invariant.kind() == Invariant.Kind.SEMANTIC)
            .map(Invariant::id)
            .toList();
    for (Uses.Violation use : uses.violations) {
      if (!semantic.contains(use.id())) {
        boolean other = spec.invariants().stream().anyMatch(i -> i.id().equals(use.id()));
        problems.add(
            use.place(),
            other
                ? "invariant \""
                    + use.id()
                    + "\" is not tagged @semantic (expected: so, to wake an agent)"
                : "no invariant \"%s\" (expected: one of %s)%s"
                    .formatted(use.id(), semantic, Nearest.hint(use.id(), semantic)));
      }
    }
  }

  /// Two outputs that number their facts under one prefix would take each other's ids.
  private void prefixes() {
    Map<String, String> owners = new LinkedHashMap<>();
    spec.seeds().forEach(rule -> owners.put(rule.idPrefix(), "the seeds"));
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      for (AgentSpec.Output output : agent.outputs()) {
        String owner = owners.putIfAbsent(output.idPrefix(), "agent \"" + agent.id() + "\"");
        if (owner != null) {
          problems.add(
              agent.place(),
              "ids starting \"%s\" are those of %s (expected: a prefix of its own)"
                  .formatted(output.idPrefix(), owner));
        }
      }
    }
  }
}
