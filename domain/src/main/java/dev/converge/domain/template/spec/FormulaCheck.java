package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaSetting;
import dev.converge.domain.formula.Formulas;
import dev.converge.domain.rule.CompiledRules;
import dev.converge.domain.rule.RuleCompiler;
import dev.converge.domain.rule.RuleSet;
import dev.converge.domain.rule.WrittenFields;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.tool.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Checks formulas and rules against what is known about the facts that they look at.
final class FormulaCheck {
  private final KnownFields known;
  private final Set<String> keys;

  FormulaCheck(CompiledSpec spec, List<String> observed) {
    known = new KnownFields(spec, observed);
    keys = new TreeSet<>(spec.keys());
    keys.addAll(observed);
  }

  /// Checks a formula over facts under a key.
  void formula(Place place, String key, String text, BiConsumer<Place, String> wrong) {
    problem(key, text).ifPresent(problem -> wrong.accept(place, "\"" + text + "\"" + problem));
  }

  /// Whether a formula over facts under a key is correct.
  boolean sound(String key, String text) {
    return problem(key, text).isEmpty();
  }

  private Optional<String> problem(String key, String text) {
    KnownFields.Known of = known.of(key);
    try {
      CompiledFormula.Type type =
          Formulas.compile(
                  text,
                  new FormulaSetting(true, of.fields(), of.closed(), List.of(), keys, Map.of()))
              .type();
      return type == CompiledFormula.Type.BOOLEAN || type == CompiledFormula.Type.ANY
          ? Optional.empty()
          : Optional.of(" is not true or false (expected: a comparison)");
    } catch (FormulaException e) {
      return Optional.of(": " + e.what());
    }
  }

  /// Checks the rules of an agent: against the facts that it looks at, and against its own
  /// contract.
  void rules(CompiledSpec.CompiledAgent agent, BiConsumer<Place, String> wrong) {
    ToolUse tool = agent.tool();
    if (tool != null) {
      compile(agent, tool.arguments(), wrong);
      compile(agent, tool.rules(), wrong);
    }
    CompiledRules rules = agent.rules();
    if (rules == null) {
      return;
    }
    if (tool == null) {
      compile(agent, rules.source(), wrong);
    }
    AgentSpec.Output output = agent.outputs().getFirst();
    for (WrittenFields.Literal literal : WrittenFields.literals(rules)) {
      Json.Obj data = Json.object().put(literal.name(), literal.value()).build();
      output.fields().stream()
          .filter(field -> field.name().equals(literal.name()))
          .forEach(field ->
              field
                  .problem(data)
                  .ifPresent(what -> wrong.accept(new Place(literal.line(), 1), what)));
    }
    List<WrittenFields.Written> written = WrittenFields.of(rules);
    for (Field field : output.fields()) {
      boolean always =
          written.stream().anyMatch(one -> one.name().equals(field.name()) && one.always());
      if (field.required() && !always) {
        wrong.accept(
            agent.place(),
            "agent \"%s\": \"%s\" is not in every fact that its rules give (expected: a value in each rule, or \"optional\")"
                .formatted(agent.id(), field.name()));
      }
    }
  }

  private void compile(
      CompiledSpec.CompiledAgent agent, RuleSet rules, BiConsumer<Place, String> wrong) {
    AgentSpec.Output output = agent.outputs().getFirst();
    KnownFields.Known of =
        output.forEach().isEmpty()
            ? new KnownFields.Known(List.of(), false)
            : known.of(output.forEach());
    RuleCompiler.compile(
        rules,
        !output.forEach().isEmpty(),
        of.fields(),
        of.closed(),
        keys,
        (line, message) -> wrong.accept(line > 0 ? new Place(line, 1) : agent.place(), message));
  }

  /// Adds the fields that rules write in addition to those of a contract.
  ///
  /// @return names of those whose types are not known
  static List<String> addWritten(@Nullable CompiledRules rules, List<Field> contract) {
    List<String> untyped = new ArrayList<>();
    if (rules != null) {
      for (WrittenFields.Written written : WrittenFields.of(rules)) {
        boolean said = contract.stream().anyMatch(field -> field.name().equals(written.name()));
        if (!said && written.field().isPresent()) {
          contract.add(written.field().get());
        } else if (!said) {
          untyped.add(written.name());
        }
      }
    }
    return untyped;
  }
}
