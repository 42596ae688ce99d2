package dev.converge.domain.template.spec;

import dev.converge.core.Invariant;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Checks that what scenarios speak of exists somewhere in the spec.
final class ReferenceCheck {
  private final CompiledSpec spec;
  private final Map<String, Invariant.Kind> kinds;
  private final NameUses uses;
  private final Problems problems;

  /// The id prefixes of what can stand under each key.
  private final Map<String, List<String>> keys = new LinkedHashMap<>();

  /// @param kinds the classes of all invariants, also of those that were not understood
  ReferenceCheck(
      CompiledSpec spec,
      List<String> observed,
      Map<String, Invariant.Kind> kinds,
      NameUses uses,
      Problems problems) {
    this.spec = spec;
    this.kinds = kinds;
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
    if (uses.whole && keys.keySet().stream().noneMatch(Placeholders::in)) {
      keys();
      prefixed();
    }
    violations();
    prefixes();
  }

  /// Each key that nobody writes, once, where it is first read.
  private void keys() {
    Map<String, TreeSet<Place>> unknown = new LinkedHashMap<>();
    for (NameUses.Key use : uses.keys) {
      if (!keys.containsKey(use.key()) && !uses.maybe(use.key()) && !Placeholders.in(use.key())) {
        unknown.computeIfAbsent(use.key(), _ -> new TreeSet<>(Place.ORDER)).add(use.place());
      }
    }
    unknown.forEach((key, places) ->
        problems.add(
            places.first(),
            "no agent writes under \"%s\" (expected: one of %s)%s%s"
                .formatted(key, keys.keySet(), Nearest.hint(key, keys.keySet()), further(places))));
    for (NameUses.Dependent one : uses.dependents) {
      if (keys.keySet().containsAll(one.keys())) {
        problems.add(one.place(), one.message());
      }
    }
  }

  static String further(TreeSet<Place> places) {
    List<String> lines =
        places.stream().skip(1).map(Place::line).distinct().map(String::valueOf).toList();
    return switch (lines.size()) {
      case 0 -> "";
      case 1 -> "; also on line " + lines.getFirst();
      default -> "; also on lines " + String.join(", ", lines);
    };
  }

  /// Each beginning of an id that no fact has, once, where it first stands.
  private void prefixed() {
    List<String> all = keys.values().stream().flatMap(List::stream).distinct().toList();
    Map<String, TreeSet<Place>> unknown = new LinkedHashMap<>();
    for (NameUses.Prefix use : uses.prefixes) {
      if (!compatible(all, use.idPrefix()) && !uses.maybe(use.idPrefix())) {
        String message = "no fact's id starts with \"%s\"%s".formatted(use.idPrefix(), known(all));
        unknown.computeIfAbsent(message, _ -> new TreeSet<>(Place.ORDER)).add(use.place());
      }
    }
    for (NameUses.Key use : uses.keys) {
      List<String> prefixes = keys.get(use.key());
      if (prefixes != null
          && !use.idPrefix().isEmpty()
          && !compatible(prefixes, use.idPrefix())
          && !uses.maybe(use.idPrefix())) {
        String message =
            "no fact's id under \"%s\" starts with \"%s\"%s"
                .formatted(use.key(), use.idPrefix(), known(prefixes));
        unknown.computeIfAbsent(message, _ -> new TreeSet<>(Place.ORDER)).add(use.place());
      }
    }
    unknown.forEach((message, places) -> problems.add(places.first(), message + further(places)));
  }

  private static boolean compatible(List<String> prefixes, String prefix) {
    return prefixes.stream().anyMatch(p -> p.startsWith(prefix) || prefix.startsWith(p));
  }

  private static String known(List<String> prefixes) {
    return " (expected: one of " + prefixes + ")";
  }

  private void violations() {
    List<String> semantic =
        kinds.keySet().stream().filter(id -> kinds.get(id) == Invariant.Kind.SEMANTIC).toList();
    for (NameUses.Violation use : uses.violations) {
      Invariant.Kind kind = kinds.get(use.id());
      if (kind == null && uses.whole) {
        problems.add(
            use.place(),
            "no invariant \"%s\" (expected: one of %s)%s"
                .formatted(use.id(), semantic, Nearest.hint(use.id(), semantic)));
      } else if (kind != null && kind != Invariant.Kind.SEMANTIC) {
        problems.add(
            use.place(),
            "invariant \"%s\" is not tagged @semantic (expected: so, to wake an agent)"
                .formatted(use.id()));
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
              "ids starting with \"%s\" belong to %s (expected: a different prefix)"
                  .formatted(output.idPrefix(), owner));
        }
      }
    }
  }
}
