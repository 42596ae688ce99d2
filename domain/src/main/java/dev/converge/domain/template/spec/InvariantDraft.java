package dev.converge.domain.template.spec;

import dev.converge.core.Condition;
import java.util.ArrayList;
import java.util.List;

/// The scenario of an invariant, as far as it has been read.
final class InvariantDraft {
  /// A condition and its step.
  record Said(StepMatch step, Condition condition) {}

  final NameUses uses;

  /// Whether a condition within a condition is being read.
  final boolean nested;

  final List<Said> conditions = new ArrayList<>();

  InvariantDraft(NameUses uses, boolean nested) {
    this.uses = uses;
    this.nested = nested;
  }

  void add(StepMatch step, Condition condition) {
    conditions.add(new Said(step, condition));
    if (!nested) {
      uses.conditions.add(new NameUses.Said(step.place(), condition));
    }
  }

  /// Adds a condition on some facts.
  void add(StepMatch step, StepParameters.Facts facts, Condition condition) {
    if (!facts.key().isEmpty()) {
      uses.key(step, facts.key());
    }
    add(
        step,
        facts.value() == null
            ? condition
            : new Condition.Only(facts.key(), facts.field(), facts.value(), condition));
  }

  Condition condition() {
    List<Condition> all = conditions.stream().map(Said::condition).toList();
    return all.size() == 1 ? all.getFirst() : new Condition.AllOf(all);
  }
}
