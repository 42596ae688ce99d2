package dev.converge.domain.rule;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rules ready to be evaluated. Thread-safe.
public final class CompiledRules {
  /// A field and how it is computed.
  record Field(String name, CompiledFormula formula, int line) {}

  /// A rule of the table.
  record Row(List<CellTest> tests, Map<String, Operand> outputs, int line) {}

  /// A piece of the text of each fact: fixed or calculated.
  sealed interface Piece {
    /// Fixed.
    record Said(String text) implements Piece {}

    /// Calculated.
    record Filled(CompiledFormula formula) implements Piece {}
  }

  /// What rules give for a fact.
  ///
  /// @param content the text
  /// @param data the fields
  public record Given(String content, Json.Obj data) {}

  private final RuleSet source;
  private final List<Field> computed;
  private final List<CompiledFormula> inputs;
  private final List<Row> rows;
  private final List<Piece> says;

  CompiledRules(
      RuleSet source,
      List<Field> computed,
      List<CompiledFormula> inputs,
      List<Row> rows,
      List<Piece> says) {
    this.source = source;
    this.computed = List.copyOf(computed);
    this.inputs = List.copyOf(inputs);
    this.rows = List.copyOf(rows);
    this.says = List.copyOf(says);
  }

  List<Field> computed() {
    return computed;
  }

  List<Row> rows() {
    return rows;
  }

  /// The rules as they were written.
  public RuleSet source() {
    return source;
  }

  /// The result of the rules in a scope; fields that were computed in it before are not part of the
  /// result.
  ///
  /// @throws FormulaException that names the rule without a value, or the two that both match
  public List<Given> given(FormulaScope before) throws FormulaException {
    Map<String, Json> fields = new LinkedHashMap<>(before.computed());
    FormulaScope scope = new FormulaScope(before.fact(), before.around(), fields, source.tables());
    for (Field field : computed) {
      fields.put(field.name(), at(field.line(), field.name(), () -> field.formula().value(scope)));
    }
    if (source.policy() == HitPolicy.NONE) {
      return List.of(given(new LinkedHashMap<>(fields), scope));
    }
    Map<Integer, Json> values = new TreeMap<>();
    List<Given> given = new ArrayList<>();
    Row earlier = null;
    for (Row row : rows) {
      if (!matches(row, values, scope)) {
        continue;
      }
      if (earlier != null && source.policy() == HitPolicy.ONE) {
        throw new FormulaException(
            "the rules on lines %d and %d both match (expected: exactly one)"
                .formatted(earlier.line(), row.line()));
      }
      earlier = row;
      given.add(given(row, fields, scope));
      if (source.policy() == HitPolicy.FIRST) {
        break;
      }
    }
    return given;
  }

  /// @param values of the inputs, each calculated when it is first tested
  private boolean matches(Row row, Map<Integer, Json> values, FormulaScope scope)
      throws FormulaException {
    for (int i = 0; i < row.tests().size(); i++) {
      CellTest test = row.tests().get(i);
      if (test instanceof CellTest.Any) {
        continue;
      }
      CompiledFormula input = inputs.get(i);
      if (!values.containsKey(i)) {
        values.put(i, at(row.line(), input.text(), () -> input.value(scope)));
      }
      Json value = values.getOrDefault(i, Json.Null.NULL);
      boolean passes =
          at(row.line(), inputs.get(i).text(), () -> Json.of(test.passes(value, scope)))
              .equals(Json.of(true));
      if (!passes) {
        return false;
      }
    }
    return true;
  }

  private Given given(Row row, Map<String, Json> computedFields, FormulaScope scope)
      throws FormulaException {
    Map<String, Json> fields = new LinkedHashMap<>(computedFields);
    for (Map.Entry<String, Operand> output : row.outputs().entrySet()) {
      fields.put(
          output.getKey(), at(row.line(), output.getKey(), () -> output.getValue().value(scope)));
    }
    return given(fields, scope);
  }

  private Given given(Map<String, Json> fields, FormulaScope scope) throws FormulaException {
    FormulaScope all = new FormulaScope(scope.fact(), scope.around(), fields, scope.tables());
    StringBuilder text = new StringBuilder();
    for (Piece piece : says) {
      switch (piece) {
        case Piece.Said(var said) -> text.append(said);
        case Piece.Filled(var formula) ->
            text.append(words(at(0, formula.text(), () -> formula.value(all))));
      }
    }
    fields.keySet().removeIf(name -> source.given().contains(name) && !writes(name));
    if (says.isEmpty()) {
      fields.forEach((name, value) ->
          text.append(text.isEmpty() ? "" : "; ").append(name).append(": ").append(words(value)));
    }
    Json.Builder data = Json.object();
    new TreeMap<>(fields).forEach(data::put);
    return new Given(text.toString(), data.build());
  }

  private boolean writes(String name) {
    return source.outputs().contains(name)
        || computed.stream().anyMatch(field -> field.name().equals(name));
  }

  /// A value as it is written in a text.
  public static String words(Json value) {
    return switch (value) {
      case Json.Str(var text) -> text;
      case Json.Num(double number) -> CanonicalWriter.number(number);
      case Json.Arr(var items) ->
          String.join(", ", items.stream().map(CompiledRules::words).toList());
      case Json.Bool _, Json.Null _, Json.Obj _ -> value.canonical();
    };
  }

  private interface Value {
    Json get() throws FormulaException;
  }

  private static Json at(int line, String what, Value value) throws FormulaException {
    try {
      return value.get();
    } catch (FormulaException e) {
      throw new FormulaException(
          (line > 0 ? "line " + line + ", " : "") + "\"" + what + "\": " + e.what());
    }
  }
}
