package dev.converge.domain.formula;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Facts and JSON as formulas see them, and results as JSON. Every number is a double; a member
/// that is null is treated as missing.
final class FormulaValues {
  private FormulaValues() {}

  /// The members of a fact's data, and its id, key, text, confidence and cites unless the data has
  /// a member of that name.
  static Map<String, Object> of(Judged fact) {
    Map<String, Object> value = new TreeMap<>();
    value.put("id", fact.id());
    value.put("key", fact.key());
    value.put("text", fact.content());
    value.put("confidence", fact.confidence());
    value.put("cites", List.copyOf(fact.cites()));
    if (fact.data() != null) {
      members(fact.data().fields(), value);
    }
    return value;
  }

  static List<Object> all(Collection<? extends Judged> facts) {
    List<Object> values = new ArrayList<>();
    facts.forEach(fact -> values.add(of(fact)));
    return values;
  }

  static Map<String, Object> members(Map<String, Json> members) {
    return members(members, new TreeMap<>());
  }

  private static Map<String, Object> members(Map<String, Json> members, Map<String, Object> into) {
    members.forEach((name, json) -> {
      Object value = value(json);
      if (value != null) {
        into.put(name, value);
      }
    });
    return into;
  }

  static List<Object> rows(LookupTable table) {
    List<Object> rows = new ArrayList<>();
    for (List<Json> row : table.rows()) {
      Map<String, Json> members = new TreeMap<>();
      for (int i = 0; i < row.size(); i++) {
        members.put(table.columns().get(i), row.get(i));
      }
      rows.add(members(members));
    }
    return rows;
  }

  private static @Nullable Object value(Json json) {
    return switch (json) {
      case Json.Null _ -> null;
      case Json.Str(var text) -> text;
      case Json.Num(double number) -> number;
      case Json.Bool(boolean yes) -> yes;
      case Json.Arr(var items) -> {
        List<Object> values = new ArrayList<>();
        for (Json item : items) {
          Object value = value(item);
          if (value != null) {
            values.add(value);
          }
        }
        yield values;
      }
      case Json.Obj(var fields) -> members(fields);
    };
  }

  /// A result as JSON.
  ///
  /// @throws FormulaException if it is not a number, a text, true or false, or a list of texts
  static Json json(@Nullable Object result) throws FormulaException {
    return switch (result) {
      case String text -> Json.of(text);
      case Boolean yes -> Json.of(yes);
      case Double number -> number(number);
      case Long number -> number(number);
      case List<?> items -> {
        List<Json> all = new ArrayList<>();
        for (Object item : items) {
          all.add(json(item));
        }
        yield Json.array(all);
      }
      case null, default ->
          throw new FormulaException(
              "gives no number, text, list, true or false (expected: one of these)");
    };
  }

  private static Json number(double number) throws FormulaException {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new FormulaException("gives no number: it divides by 0, or the number is too large");
    }
    return Json.of(number == 0 ? 0.0 : number);
  }
}
