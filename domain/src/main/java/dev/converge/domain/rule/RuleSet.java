package dev.converge.domain.rule;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.formula.LookupTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rules of an agent as they are written in its spec.
///
/// @param computed fields that are computed first, in this order
/// @param policy which rules decide
/// @param inputs what the first columns of the table test: formulas or names of fields
/// @param outputs names of the fields that the other columns fill
/// @param rows cells as they are written
/// @param lines of the rows in the spec
/// @param says the text of each fact, with formulas in braces, or empty for the fields in a line
/// @param tables look-up tables, by name
/// @param given names of values that exist before and are not fields of the result
public record RuleSet(
    List<Computed> computed,
    HitPolicy policy,
    List<String> inputs,
    List<String> outputs,
    List<List<String>> rows,
    List<Integer> lines,
    String says,
    SortedMap<String, LookupTable> tables,
    List<String> given) {
  /// Maximum number of rules in a table.
  public static final int MAX_ROWS = 200;

  /// Maximum number of columns in a table.
  public static final int MAX_COLUMNS = 30;

  /// Maximum number of fields that one agent computes.
  public static final int MAX_COMPUTED = 50;

  /// Copies the lists.
  public RuleSet {
    computed = List.copyOf(computed);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    rows = rows.stream().map(List::copyOf).toList();
    lines = List.copyOf(lines);
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    given = List.copyOf(given);
  }

  /// Fields that are computed in this order, and nothing else.
  public static RuleSet computing(List<Computed> computed) {
    return new RuleSet(
        computed,
        HitPolicy.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "",
        new TreeMap<>(),
        List.of());
  }

  /// The same rules with values that exist before.
  public RuleSet given(List<String> names) {
    return new RuleSet(computed, policy, inputs, outputs, rows, lines, says, tables, names);
  }

  /// A field and how it is computed.
  ///
  /// @param line in the spec
  public record Computed(String name, String formula, int line) {}

  /// The rules as JSON.
  public Json.Obj json() {
    Json.Builder all = Json.object();
    tables.forEach((name, table) -> all.put(name, table.json()));
    Json.Builder rules = Json.object();
    if (!given.isEmpty()) {
      rules.put("given", given);
    }
    return rules
        .put("computed", Json.array(computed.stream().map(RuleSet::json).toList()))
        .put("policy", EnumWord.of(policy))
        .put("inputs", inputs)
        .put("outputs", outputs)
        .put("rows", Json.array(rows.stream().map(RuleSet::texts).toList()))
        .put("lines", Json.array(lines.stream().map(line -> Json.of((double) line)).toList()))
        .put("says", says)
        .put("tables", all.build())
        .build();
  }

  private static Json.Obj json(Computed one) {
    return Json.object()
        .put("name", one.name())
        .put("formula", one.formula())
        .put("line", one.line())
        .build();
  }

  private static Json texts(List<String> texts) {
    return Json.array(texts.stream().map(Json::of).toList());
  }

  /// The rules from their JSON.
  ///
  /// @throws IllegalArgumentException if the text was not written by [#json]
  public static RuleSet of(String text) {
    try {
      if (Json.parse(text) instanceof Json.Obj json) {
        return of(json);
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException("rules: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("rules: no object (expected: one)");
  }

  private static RuleSet of(Json.Obj json) {
    List<Computed> computed = new ArrayList<>();
    for (Json.Obj one : OptionalMembers.objects(json, "computed")) {
      computed.add(
          new Computed(
              OptionalMembers.textOrEmpty(one, "name"),
              OptionalMembers.textOrEmpty(one, "formula"),
              OptionalMembers.number(one, "line").orElse(0.0).intValue()));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Json row : OptionalMembers.list(json, "rows")) {
      rows.add(row instanceof Json.Arr(var cells) ? strings(cells) : List.of());
    }
    List<Integer> lines = new ArrayList<>();
    for (Json line : OptionalMembers.list(json, "lines")) {
      lines.add(line instanceof Json.Num(double number) ? (int) number : 0);
    }
    TreeMap<String, LookupTable> tables = new TreeMap<>();
    for (Map.Entry<String, Json> table :
        OptionalMembers.object(json, "tables").orElse(Json.Obj.EMPTY).fields().entrySet()) {
      LookupTable.of(table.getValue()).ifPresent(found -> tables.put(table.getKey(), found));
    }
    return new RuleSet(
        computed,
        policy(OptionalMembers.textOrEmpty(json, "policy")),
        strings(OptionalMembers.list(json, "inputs")),
        strings(OptionalMembers.list(json, "outputs")),
        rows,
        lines,
        OptionalMembers.textOrEmpty(json, "says"),
        tables,
        strings(OptionalMembers.list(json, "given")));
  }

  private static HitPolicy policy(String word) {
    for (HitPolicy policy : HitPolicy.values()) {
      if (EnumWord.of(policy).equals(word)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("rules: policy " + word);
  }

  private static List<String> strings(List<Json> items) {
    List<String> texts = new ArrayList<>();
    for (Json item : items) {
      texts.add(item instanceof Json.Str(var text) ? text : "");
    }
    return texts;
  }
}
