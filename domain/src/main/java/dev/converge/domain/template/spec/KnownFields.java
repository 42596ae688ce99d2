package dev.converge.domain.template.spec;

import dev.converge.core.Condition;
import dev.converge.core.Invariant;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.rule.CompiledRules;
import dev.converge.domain.rule.WrittenFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known about the fields of facts under a key: from contracts, from rules in the spec, and
/// from structural invariants.
final class KnownFields {
  private final CompiledSpec spec;
  private final List<String> observed;

  KnownFields(CompiledSpec spec, List<String> observed) {
    this.spec = spec;
    this.observed = observed;
  }

  /// Fields whose types are known, and whether there are no other fields.
  record Known(List<Field> fields, boolean closed) {
    Known {
      fields = List.copyOf(fields);
    }
  }

  Known of(String key) {
    Map<String, Field> fields = new TreeMap<>();
    Set<String> unclear = new TreeSet<>();
    boolean closed = !outside(key);
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      for (AgentSpec.Output output : agent.outputs()) {
        if (output.key().equals(key)) {
          closed &= closed(agent);
          output.fields().forEach(field -> add(field, fields, unclear));
          closed &= ruled(agent.rules(), output, fields, unclear);
        }
      }
    }
    for (Invariant invariant : spec.invariants()) {
      if (invariant.kind() == Invariant.Kind.STRUCTURAL) {
        carried(invariant.condition(), key, fields, unclear);
      }
    }
    fields.keySet().removeAll(unclear);
    return new Known(new ArrayList<>(fields.values()), closed && unclear.isEmpty());
  }

  /// Whether anyone other than agents writes there.
  boolean outside(String key) {
    return key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS) || observed.contains(key);
  }

  /// Models, tools and rules of the spec write only the fields of their contract and of their
  /// rules.
  static boolean closed(CompiledSpec.CompiledAgent agent) {
    return agent.kind() == AgentSpec.Kind.LLM || agent.tool() != null || agent.rules() != null;
  }

  /// @return whether the types of all fields are known
  private static boolean ruled(
      @Nullable CompiledRules rules,
      AgentSpec.Output output,
      Map<String, Field> fields,
      Set<String> unclear) {
    boolean known = true;
    for (WrittenFields.Written written :
        rules == null ? List.<WrittenFields.Written>of() : WrittenFields.of(rules)) {
      boolean said = output.fields().stream().anyMatch(f -> f.name().equals(written.name()));
      if (!said && written.field().isPresent()) {
        add(written.field().get(), fields, unclear);
      }
      known &= said || written.field().isPresent();
    }
    return known;
  }

  private static void add(Field field, Map<String, Field> fields, Set<String> unclear) {
    Field before = fields.putIfAbsent(field.name(), field);
    if (before != null && before.type() != field.type()) {
      unclear.add(field.name());
    } else if (before != null) {
      fields.put(field.name(), either(before, field));
    }
  }

  /// The fields that are in either contract.
  private static Field either(Field one, Field other) {
    List<String> values = new ArrayList<>(one.oneOf());
    other.oneOf().stream().filter(value -> !values.contains(value)).forEach(values::add);
    boolean listed = !one.oneOf().isEmpty() && !other.oneOf().isEmpty();
    return new Field(
        one.name(),
        one.type(),
        one.required() && other.required(),
        Math.min(one.min(), other.min()),
        Math.max(one.max(), other.max()),
        listed ? values : List.of());
  }

  private static void carried(
      Condition condition, String key, Map<String, Field> fields, Set<String> unclear) {
    switch (condition) {
      case Condition.AllOf(var parts) -> parts.forEach(part -> carried(part, key, fields, unclear));
      case Condition.Carries(var of, var field) -> {
        if (of.equals(key)) {
          add(field, fields, unclear);
        }
      }
      case Condition.Each _,
          Condition.Count _,
          Condition.AllDifferent _,
          Condition.CitedBy _,
          Condition.ListedBy _,
          Condition.Exists _,
          Condition.Only _,
          Condition.IfThen _ -> {
        // These say nothing about every fact.
      }
    }
  }
}
