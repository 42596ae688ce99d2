package dev.converge.domain.template.spec;

import dev.converge.core.Condition;
import dev.converge.core.Invariant;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.Json;
import dev.converge.domain.describe.FieldWords;
import dev.converge.domain.formula.FieldRanges;
import dev.converge.domain.template.source.Numbers;
import dev.converge.domain.template.source.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Finds conditions that can each be met but never together: all invariants apply to a fact at
/// once, and so do all conditions of a gate. Only what [FieldRanges] follows is found.
final class Contradictions {
  private static final String CONFIDENCE = "confidence";

  private final CompiledSpec spec;
  private final NameUses uses;
  private final KnownFields known;
  private final FormulaCheck formulas;

  /// A value that a fact has.
  private record Whose(String field, Json value) {}

  /// A requirement for each fact under a key.
  ///
  /// @param place of the requirement, or `null` for what only describes the facts
  /// @param key that the facts are under
  /// @param whose what the facts have that it applies to; empty for all
  /// @param said the requirement, in words
  /// @param formula whether it is a formula; that others cannot be met is reported elsewhere
  private record Demand(
      @Nullable Place place,
      String key,
      Set<Whose> whose,
      String said,
      boolean formula,
      UnaryOperator<FieldRanges> narrow) {}

  Contradictions(CompiledSpec spec, List<String> observed, NameUses uses) {
    this.spec = spec;
    this.uses = uses;
    known = new KnownFields(spec, observed);
    formulas = new FormulaCheck(spec, observed);
  }

  void check(BiConsumer<Place, String> dead) {
    List<Demand> demands = new ArrayList<>();
    uses.conditions.forEach(said -> add(said.place(), said.condition(), Set.of(), demands));
    Set<String> keys = new LinkedHashSet<>();
    demands.forEach(demand -> keys.add(demand.key()));
    for (String key : keys) {
      List<Demand> under = demands.stream().filter(demand -> demand.key().equals(key)).toList();
      Set<Set<Whose>> groups = new LinkedHashSet<>();
      under.forEach(demand -> groups.add(demand.whose()));
      for (Set<Whose> whose : groups) {
        List<Demand> all = new ArrayList<>();
        whose.forEach(one -> all.add(has(null, key, one)));
        under.stream().filter(demand -> whose.containsAll(demand.whose())).forEach(all::add);
        together(all, ranges(key), dead);
      }
    }
    uses.gates.forEach(held -> gate(held, dead));
  }

  /// What the contracts allow.
  private FieldRanges ranges(String key) {
    KnownFields.Known of = known.of(key);
    List<Field> fields = new ArrayList<>(of.fields());
    boolean named = fields.stream().anyMatch(field -> field.name().equals(CONFIDENCE));
    if (!named && of.closed()) {
      double least =
          spec.agents().stream()
              .flatMap(agent -> agent.outputs().stream())
              .filter(output -> output.key().equals(key))
              .mapToDouble(AgentSpec.Output::minConfidence)
              .min()
              .orElse(0);
      fields.add(new Field(CONFIDENCE, Field.Type.NUMBER, true, least, 1, List.of()));
    }
    return FieldRanges.of(fields);
  }

  /// Whether the name means a fact's own confidence.
  private boolean ownConfidence(String key) {
    KnownFields.Known of = known.of(key);
    return of.closed() && of.fields().stream().noneMatch(field -> field.name().equals(CONFIDENCE));
  }

  private void add(Place place, Condition condition, Set<Whose> whose, List<Demand> demands) {
    switch (condition) {
      case Condition.AllOf(var parts) -> parts.forEach(part -> add(place, part, whose, demands));
      case Condition.Only(var key, var field, var value, var part) -> {
        if (part instanceof Condition.Each each && each.key().equals(key)) {
          Set<Whose> more = new LinkedHashSet<>(whose);
          more.add(new Whose(field, value));
          add(place, part, more, demands);
        }
      }
      case Condition.Satisfies(var key, var formula) -> {
        if (formulas.sound(key, formula.text())) {
          demands.add(formula(place, key, whose, formula.text()));
        }
      }
      case Condition.Carries(var key, var field) -> {
        if (field.required() && !key.isEmpty()) {
          String said = FieldWords.of(field);
          demands.add(new Demand(place, key, whose, said, false, ranges -> ranges.carrying(field)));
        }
      }
      case Condition.Confidence(var key, double least) -> {
        if (!key.isEmpty() && ownConfidence(key)) {
          String said = "a confidence of at least " + Numbers.plain(least);
          demands.add(
              new Demand(
                  place, key, whose, said, false, ranges -> ranges.atLeast(CONFIDENCE, least)));
        }
      }
      case Condition.Each _,
          Condition.Count _,
          Condition.AllDifferent _,
          Condition.CitedBy _,
          Condition.ListedBy _,
          Condition.Exists _,
          Condition.IfThen _ -> {
        // These say nothing about the fields of every fact.
      }
    }
  }

  private static Demand has(@Nullable Place place, String key, Whose whose) {
    return new Demand(
        place,
        key,
        Set.of(),
        "\"%s\" is %s".formatted(whose.field(), whose.value().canonical()),
        false,
        ranges -> ranges.with(whose.field(), whose.value()));
  }

  private static Demand formula(Place place, String key, Set<Whose> whose, String formula) {
    return new Demand(
        place, key, whose, "\"" + formula + "\"", true, ranges -> ranges.satisfying(formula));
  }

  /// What structural invariants require of every fact under a key: a proposal that breaks them
  /// never reaches a gate.
  private List<Demand> structural(String key) {
    List<Condition> structural = new ArrayList<>();
    for (Invariant invariant : spec.invariants()) {
      if (invariant.kind() == Invariant.Kind.STRUCTURAL) {
        structural.add(invariant.condition());
        if (invariant.condition() instanceof Condition.AllOf(var parts)) {
          structural.addAll(parts);
        }
      }
    }
    List<Demand> all = new ArrayList<>();
    for (NameUses.Said said : uses.conditions) {
      if (structural.contains(said.condition())) {
        add(said.place(), said.condition(), Set.of(), all);
      }
    }
    all.removeIf(demand -> !demand.key().equals(key) || !demand.whose().isEmpty());
    return all;
  }

  private void gate(NameUses.Held held, BiConsumer<Place, String> dead) {
    Gate gate = held.gate();
    String key = gate.key();
    List<Demand> all = structural(key);
    Gate.FieldIs field = gate.field();
    if (field != null) {
      all.add(has(held.field(), key, new Whose(field.name(), field.value())));
    }
    if (gate.confidenceBelow() <= 1 && ownConfidence(key)) {
      String said = "a confidence below " + Numbers.plain(gate.confidenceBelow());
      all.add(
          new Demand(
              held.confidence(),
              key,
              Set.of(),
              said,
              false,
              ranges -> ranges.below(CONFIDENCE, gate.confidenceBelow())));
    }
    for (NameUses.Further further : held.provisos()) {
      if (further.proviso() instanceof Proviso.Satisfies(var formula)
          && formulas.sound(key, formula.text())) {
        all.add(formula(further.place(), key, Set.of(), formula.text()));
      }
    }
    together(all, ranges(key), dead);
  }

  /// The first requirement that leaves nothing is reported at its place.
  private static void together(
      List<Demand> demands, FieldRanges contracts, BiConsumer<Place, String> dead) {
    FieldRanges left = contracts;
    for (int i = 0; i < demands.size() && !left.empty(); i++) {
      Demand demand = demands.get(i);
      left = demand.narrow().apply(left);
      if (left.empty() && demand.place() != null) {
        contradiction(demand, demand.place(), demands.subList(0, i), contracts, dead);
      }
    }
  }

  private static void contradiction(
      Demand demand,
      Place place,
      List<Demand> before,
      FieldRanges contracts,
      BiConsumer<Place, String> dead) {
    if (demand.narrow().apply(contracts).empty()) {
      if (demand.formula()) {
        dead.accept(
            place,
            "%s is true of no fact under \"%s\" (expected: comparisons that one fact can meet)"
                .formatted(demand.said(), demand.key()));
      }
      return;
    }
    String other =
        before.stream()
            .filter(one -> demand.narrow().apply(one.narrow().apply(contracts)).empty())
            .findFirst()
            .map(Contradictions::where)
            .orElse("what else is said of it");
    dead.accept(
        place,
        "no fact under \"%s\" meets both %s and %s (expected: conditions that one fact can meet)"
            .formatted(demand.key(), demand.said(), other));
  }

  private static String where(Demand demand) {
    Place place = demand.place();
    return demand.said() + (place == null ? "" : " (line " + place.line() + ")");
  }
}
