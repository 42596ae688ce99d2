package dev.converge.domain.template.spec;

import dev.converge.core.Condition;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.text.Nearest;
import dev.converge.domain.describe.FieldWords;
import dev.converge.domain.template.source.Numbers;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds conditions that no run can ever meet: gates that never hold a fact, and invariants about
/// data that no contract has. Such a template looks safe but is not.
///
/// Only contracts are compared. So nothing is reported about facts that clients write, nor about
/// fields that rules and searches may add to those of their contract; a model answers with the
/// fields of its contract only.
final class DeadConditions {
  /// No limit on a count.
  private static final int MOST = Integer.MAX_VALUE;

  private final CompiledSpec spec;
  private final List<String> observed;
  private final NameUses uses;
  private final Problems problems;
  private final VisibleFacts visible;
  private final FactBounds bounds;
  private final FormulaCheck formulas;
  private final CitedFacts citations;
  private final Map<String, TreeSet<Place>> found = new LinkedHashMap<>();
  private int told;

  DeadConditions(CompiledSpec spec, List<String> observed, NameUses uses, Problems problems) {
    this.spec = spec;
    this.observed = observed;
    this.uses = uses;
    this.problems = problems;
    visible = new VisibleFacts(spec);
    bounds = new FactBounds(spec, observed);
    formulas = new FormulaCheck(spec, observed);
    citations =
        new CitedFacts(
            observed, visible, new FactOrder(spec, observed, visible, bounds), this::dead);
  }

  void check() {
    spec.agents().forEach(citations::contract);
    spec.agents().forEach(agent -> formulas.rules(agent, this::dead));
    uses.gates.forEach(this::gate);
    for (int i = 0; i < uses.gates.size(); i++) {
      covered(uses.gates.get(i), uses.gates.subList(0, i));
    }
    uses.conditions.forEach(said -> condition(said.place(), said.condition(), true));
    together();
    new Contradictions(spec, observed, uses).check(this::dead);
    ReachableAgents.all(spec, observed).unreachable().forEach(this::dead);
    found.forEach((message, places) ->
        problems.addLate(places.first(), message + ReferenceCheck.further(places)));
  }

  /// The same problem is reported once, at its first place.
  private void dead(Place place, String message) {
    told++;
    found.computeIfAbsent(message, _ -> new TreeSet<>(Place.ORDER)).add(place);
  }

  private boolean noModel(String key) {
    return spec.agents().stream()
        .noneMatch(agent ->
            agent.kind() == AgentSpec.Kind.LLM
                && agent.outputs().stream().anyMatch(output -> output.key().equals(key)));
  }

  /// The first gate that would hold a proposal holds it; a gate whose proposals are all held by an
  /// earlier one asks nobody.
  private void covered(NameUses.Held held, List<NameUses.Held> before) {
    before.stream()
        .filter(earlier -> covers(earlier.gate(), held.gate()))
        .findFirst()
        .ifPresent(earlier ->
            dead(
                held.key(),
                "gate \"%s\" never holds anything: gate \"%s\" on line %d holds all of it (expected:"
                        .formatted(held.gate().id(), earlier.gate().id(), earlier.key().line())
                    + " the narrower one first)"));
  }

  private static boolean covers(Gate wide, Gate narrow) {
    return wide.key().equals(narrow.key())
        && narrow.idPrefix().startsWith(wide.idPrefix())
        && wide.confidenceBelow() >= narrow.confidenceBelow()
        && (wide.field() == null || wide.field().equals(narrow.field()))
        && narrow.provisos().containsAll(wide.provisos());
  }

  private void gate(NameUses.Held held) {
    Gate gate = held.gate();
    if (gate.key().equals(Keys.SEEDS) || gate.key().equals(Keys.DECISIONS)) {
      dead(
          held.key(),
          "no agent proposes facts under \"%s\", so the gate has no effect (expected: a key that an"
                  .formatted(gate.key())
              + " agent writes)");
      return;
    }
    Gate.FieldIs field = gate.field();
    if (field != null) {
      value(held.field(), gate.key(), field.name(), field.value());
    }
    for (NameUses.Further further : held.provisos()) {
      switch (further.proviso()) {
        case Proviso.Cites(var target, var whose) -> {
          if (whose(further.place(), target, whose)) {
            citations.some(further.place(), gate.key(), target);
          }
        }
        case Proviso.Satisfies(var formula) ->
            formulas.formula(further.place(), gate.key(), formula.text(), this::dead);
      }
    }
    List<AgentSpec.Output> outputs = outputs(gate.key());
    double least = outputs.stream().mapToDouble(AgentSpec.Output::minConfidence).min().orElse(0);
    if (!observed.contains(gate.key()) && !outputs.isEmpty() && least >= gate.confidenceBelow()) {
      dead(
          held.confidence(),
          "every fact under \"%s\" has a confidence of at least %s, so none is below %s (expected:"
                  .formatted(
                      gate.key(), Numbers.plain(least), Numbers.plain(gate.confidenceBelow()))
              + " a confidence above "
              + Numbers.plain(least)
              + ")");
    }
    if (gate.revisions() > 0 && noModel(gate.key())) {
      dead(
          held.revisions(),
          "no model answers under \"%s\", so no proposal can be revised (expected: a key that an"
                  .formatted(gate.key())
              + " @llm agent writes)");
    }
  }

  /// @param all whether it applies to all facts under a key, and not only to some with a value
  private void condition(Place place, Condition condition, boolean all) {
    switch (condition) {
      case Condition.AllOf(var parts) -> parts.forEach(part -> condition(place, part, all));
      case Condition.IfThen(var premise, var conclusion) -> {
        condition(place, premise, all);
        condition(place, conclusion, all);
      }
      case Condition.Only(var key, var field, var value, var part) -> {
        if (value(place, key, field, value)) {
          condition(place, part, false);
        }
      }
      case Condition.Carries(var key, var field) -> carries(place, key, field);
      case Condition.NamesOnly(var key, var field, _) -> names(place, key, field);
      case Condition.ListedBy(var key, var field, var by, var byField) -> {
        names(place, key, field);
        names(place, by, byField);
        citations.some(place, by, key);
      }
      case Condition.NoLongerThan(var key, int characters) -> {
        if (characters < 1) {
          dead(place, "no fact under \"" + key + "\" has 0 characters (expected: at least 1)");
        }
      }
      case Condition.Count(var key, int min, _) -> count(place, key, min);
      case Condition.Cites(var key, int min, var target) -> {
        if (min > 0) {
          citations.every(place, key, target, all);
        }
      }
      case Condition.CitesSome(var key, int min, _, var target, var whose) -> {
        if (whose(place, target, whose)) {
          citations.every(place, key, target, all && min > 0);
        }
      }
      case Condition.Satisfies(var key, var formula) ->
          formulas.formula(place, key, formula.text(), this::dead);
      case Condition.CitedBy(var key, var by) -> citations.cited(place, key, by, all);
      case Condition.AllDifferent _,
          Condition.Confidence _,
          Condition.Exists _,
          Condition.MentionsNone _,
          Condition.MentionsSome _,
          Condition.RefersOnly _,
          Condition.Sources _ -> {
        // Whether these are met depends on the content of what is written, not on its form.
      }
    }
  }

  private void count(Place place, String key, int min) {
    long most = bounds.most(key);
    if (min > most && !visible.writers(key).isEmpty()) {
      dead(
          place,
          "there are never %d facts under \"%s\" (expected: at most %d, which is what agent %s"
                  .formatted(min, key, most, visible.who(key))
              + " can propose)");
    }
  }

  /// All invariants must be met together, so no two may require counts that exclude each other.
  private void together() {
    Map<String, Condition.Count> narrow = new LinkedHashMap<>();
    for (NameUses.Said said : uses.conditions) {
      if (said.condition() instanceof Condition.Count(var key, int min, int max)) {
        Condition.Count before = narrow.getOrDefault(key, new Condition.Count(key, 0, MOST));
        int least = Math.max(min, before.min());
        int most = Math.min(max, before.max());
        if (least > most) {
          dead(
              said.place(),
              "%s facts under \"%s\", where %s have to be there too (expected: counts that overlap)"
                  .formatted(counted(min, max), key, counted(before.min(), before.max())));
        } else {
          narrow.put(key, new Condition.Count(key, least, most));
        }
      }
    }
  }

  private static String counted(int min, int max) {
    return max == MOST ? "at least " + min : min == max ? "exactly " + min : min + " to " + max;
  }

  private boolean whose(Place place, String key, Gate.@Nullable FieldIs field) {
    return field == null || value(place, key, field.name(), field.value());
  }

  /// Checks a value that a field must be able to have.
  ///
  /// @return whether it can, as far as is known
  private boolean value(Place place, String key, String name, Json value) {
    int before = told;
    List<Field> fields = carried(place, key, name);
    if (!fields.isEmpty()
        && fields.stream().noneMatch(field -> FieldConstraints.canBe(field, value))) {
      dead(
          place,
          "\"%s\" of facts under \"%s\" is never %s (expected: as the contract says, %s)%s"
              .formatted(name, key, value.canonical(), said(fields), hint(value, fields)));
    }
    return told == before;
  }

  private static String hint(Json value, List<Field> fields) {
    List<String> values = fields.stream().flatMap(field -> field.oneOf().stream()).toList();
    return value instanceof Json.Str(var text) ? Nearest.hint(text, values) : "";
  }

  private void carries(Place place, String key, Field wanted) {
    if (key.isEmpty()) {
      return;
    }
    List<Field> fields = wanted.required() ? carried(place, key, wanted.name()) : List.of();
    if (!fields.isEmpty()
        && fields.stream().noneMatch(field -> FieldConstraints.overlap(field, wanted))) {
      dead(
          place,
          "no fact under \"%s\" can carry %s (expected: as the contract says, %s)"
              .formatted(key, FieldWords.of(wanted), said(fields)));
    }
  }

  /// A field that holds ids or texts.
  private void names(Place place, String key, String name) {
    List<Field> fields = carried(place, key, name);
    boolean texts =
        fields.stream().anyMatch(f -> f.type() == Field.Type.STRING || f.type() == Field.Type.LIST);
    if (!fields.isEmpty() && !texts) {
      dead(
          place,
          "\"%s\" of facts under \"%s\" names nothing (expected: a string or a list, not %s)"
              .formatted(name, key, said(fields)));
    }
  }

  private static String said(List<Field> fields) {
    return String.join(" or ", fields.stream().map(FieldWords::of).distinct().toList());
  }

  /// The contracts for a field under a key; empty if there may be others. A field that no contract
  /// has is dead.
  private List<Field> carried(Place place, String key, String name) {
    List<Field> fields = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> writers = new ArrayList<>();
    if (key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS) || observed.contains(key)) {
      return List.of();
    }
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      for (AgentSpec.Output output : agent.outputs()) {
        if (output.key().equals(key)) {
          List<Field> contract = new ArrayList<>(output.fields());
          List<String> untyped = FormulaCheck.addWritten(agent.rules(), contract);
          List<Field> there = contract.stream().filter(field -> field.name().equals(name)).toList();
          if (there.isEmpty() && (!KnownFields.closed(agent) || untyped.contains(name))) {
            return List.of();
          }
          fields.addAll(there);
          contract.forEach(field -> names.add(field.name()));
          writers.add("\"" + agent.id() + "\"");
        }
      }
    }
    if (fields.isEmpty() && !writers.isEmpty()) {
      dead(
          place,
          "no fact under \"%s\" carries \"%s\" (expected: %s)%s"
              .formatted(
                  key,
                  name,
                  names.isEmpty()
                      ? "a table of fields in the contract of agent " + String.join(", ", writers)
                      : "a field of agent "
                          + String.join(", ", writers)
                          + ": one of "
                          + names.stream().distinct().toList(),
                  Nearest.hint(name, names)));
    }
    return fields;
  }

  private List<AgentSpec.Output> outputs(String key) {
    return spec.agents().stream()
        .flatMap(agent -> agent.outputs().stream())
        .filter(output -> output.key().equals(key))
        .toList();
  }
}
