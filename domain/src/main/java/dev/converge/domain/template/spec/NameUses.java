package dev.converge.domain.template.spec;

import dev.converge.core.Condition;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.domain.template.source.Place;
import java.util.ArrayList;
import java.util.List;

/// Names that scenarios use and others must declare; checked once all scenarios are read.
final class NameUses {
  /// A key that facts must be able to have.
  ///
  /// @param idPrefix the beginning of the facts' ids, or empty
  record Key(Place place, String key, String idPrefix) {}

  /// The id of an invariant that agents repair.
  record Violation(Place place, String id) {}

  /// A text that a fact's id must be able to begin with.
  record Prefix(Place place, String idPrefix) {}

  final List<Key> keys = new ArrayList<>();

  /// A problem only if these keys are known; otherwise it follows from another problem.
  record Dependent(Place place, List<String> keys, String message) {}

  /// A condition of an invariant, with its place.
  record Said(Place place, Condition condition) {}

  /// Another condition of a gate, with its place.
  record Further(Place place, Proviso proviso) {}

  /// A gate, with the places of its key, its field and its confidence.
  record Held(
      Gate gate,
      Place key,
      Place field,
      Place confidence,
      Place revisions,
      List<Further> provisos) {
    Held {
      provisos = List.copyOf(provisos);
    }
  }

  final List<Said> conditions = new ArrayList<>();
  final List<Held> gates = new ArrayList<>();
  final List<Violation> violations = new ArrayList<>();
  final List<Dependent> dependents = new ArrayList<>();

  /// Text that was not understood, so that it is not known what it declares.
  final List<String> unread = new ArrayList<>();

  /// Whether all scenarios are present that determine which facts each key can have.
  boolean whole = true;

  final List<Prefix> prefixes = new ArrayList<>();

  /// The facts that must name sources.
  List<CompiledSpec.Sourced> sourced() {
    List<CompiledSpec.Sourced> all = new ArrayList<>();
    conditions.forEach(said -> sourced(said.place(), said.condition(), all));
    return all;
  }

  private static void sourced(Place place, Condition condition, List<CompiledSpec.Sourced> all) {
    switch (condition) {
      case Condition.AllOf(var parts) -> parts.forEach(part -> sourced(place, part, all));
      case Condition.IfThen(var premise, var conclusion) -> {
        sourced(place, premise, all);
        sourced(place, conclusion, all);
      }
      case Condition.Only(_, _, _, var part) -> sourced(place, part, all);
      case Condition.Sources(var key, int min) -> {
        if (min > 0) {
          all.add(new CompiledSpec.Sourced(place, key, min));
        }
      }
      case Condition.Each _,
          Condition.Count _,
          Condition.AllDifferent _,
          Condition.CitedBy _,
          Condition.ListedBy _,
          Condition.Exists _ -> {
        // These do not require sources.
      }
    }
  }

  void dependent(StepMatch step, List<String> keys, String message) {
    dependents.add(new Dependent(step.place(), keys, message));
  }

  /// Whether a name is in text that was not understood, so that it may be declared there.
  boolean maybe(String name) {
    return unread.stream().anyMatch(text -> text.contains(name));
  }

  void prefix(StepMatch step, String idPrefix) {
    prefixes.add(new Prefix(step.place(), idPrefix));
  }

  void key(StepMatch step, String key) {
    keys.add(new Key(step.place(), key, ""));
  }

  void key(StepMatch step, String key, String idPrefix) {
    keys.add(new Key(step.place(), key, idPrefix));
  }
}
