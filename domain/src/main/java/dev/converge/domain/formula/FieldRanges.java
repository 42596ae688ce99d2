package dev.converge.domain.formula;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The values that several conditions together leave to the fields of a fact: enough to see that no
/// fact can meet all of them. Comparisons of one field with constants are followed through `&&`,
/// `||` and `!`; a condition that compares two fields, calculates or looks at other facts excludes
/// nothing.
public final class FieldRanges {
  /// Maximum number of integers that are tried one by one.
  static final int MAX_TRIED = 200;

  private final Map<String, List<Field>> contracts;
  private final List<List<FieldTest>> alternatives;

  private FieldRanges(Map<String, List<Field>> contracts, List<List<FieldTest>> alternatives) {
    this.contracts = contracts;
    this.alternatives = alternatives.stream().filter(tests -> possible(contracts, tests)).toList();
  }

  /// The values that contracts allow.
  public static FieldRanges of(List<Field> fields) {
    FieldRanges all = new FieldRanges(Map.of(), List.of(List.of()));
    for (Field field : fields) {
      all = all.carrying(field);
    }
    return all;
  }

  /// What is left if each fact also has a field of this contract.
  public FieldRanges carrying(Field field) {
    Map<String, List<Field>> more = new TreeMap<>(contracts);
    List<Field> known = new ArrayList<>(more.getOrDefault(field.name(), List.of()));
    known.add(field);
    more.put(field.name(), known);
    return new FieldRanges(more, alternatives);
  }

  /// What is left if a formula is true.
  public FieldRanges satisfying(String formula) {
    return new FieldRanges(contracts, FieldTests.both(alternatives, FieldTests.of(formula)));
  }

  /// What is left if a field has a value.
  public FieldRanges with(String field, Json value) {
    return and(new FieldTest(field, FieldTest.Operator.IN, List.of(value)));
  }

  /// What is left if a field is below a number.
  public FieldRanges below(String field, double most) {
    return and(new FieldTest(field, FieldTest.Operator.BELOW, List.of(Json.of(most))));
  }

  /// What is left if a field is at least a number.
  public FieldRanges atLeast(String field, double least) {
    return and(new FieldTest(field, FieldTest.Operator.AT_LEAST, List.of(Json.of(least))));
  }

  private FieldRanges and(FieldTest test) {
    return new FieldRanges(contracts, FieldTests.both(alternatives, List.of(List.of(test))));
  }

  /// Whether no fact is left.
  public boolean empty() {
    return alternatives.isEmpty();
  }

  private static boolean possible(Map<String, List<Field>> contracts, List<FieldTest> tests) {
    Map<String, List<FieldTest>> byField = new LinkedHashMap<>();
    contracts.keySet().forEach(name -> byField.put(name, new ArrayList<>()));
    tests.forEach(test -> byField.computeIfAbsent(test.field(), _ -> new ArrayList<>()).add(test));
    return byField.entrySet().stream()
        .allMatch(entry ->
            possible(
                entry.getKey(),
                contracts.getOrDefault(entry.getKey(), List.of()),
                entry.getValue()));
  }

  private static boolean possible(String name, List<Field> contracts, List<FieldTest> tests) {
    if (tests.isEmpty() && contracts.stream().noneMatch(Field::required)) {
      return true;
    }
    List<Json> only = only(contracts, tests);
    if (!only.isEmpty()) {
      return only.stream().anyMatch(value -> allowed(name, value, contracts, tests));
    }
    boolean numbers =
        contracts.stream().allMatch(FieldRanges::number)
            && (!contracts.isEmpty() || tests.stream().anyMatch(test -> test.operator().orders()));
    return !numbers || between(name, contracts, tests);
  }

  private static boolean number(Field field) {
    return field.type() == Field.Type.INTEGER || field.type() == Field.Type.NUMBER;
  }

  /// The only values that one of the conditions allows a field; empty if no condition is that
  /// narrow.
  private static List<Json> only(List<Field> contracts, List<FieldTest> tests) {
    for (FieldTest test : tests) {
      if (test.operator() == FieldTest.Operator.IN) {
        return test.values();
      }
    }
    for (Field field : contracts) {
      if (field.type() == Field.Type.STRING && !field.oneOf().isEmpty()) {
        return field.oneOf().stream().<Json>map(Json::of).toList();
      }
      if (field.type() == Field.Type.BOOLEAN) {
        return List.of(Json.of(false), Json.of(true));
      }
    }
    return List.of();
  }

  private static boolean allowed(
      String name, Json value, List<Field> contracts, List<FieldTest> tests) {
    Json.Obj data = Json.object().put(name, value).build();
    return contracts.stream().allMatch(field -> field.problem(data).isEmpty())
        && tests.stream().allMatch(test -> test.allows(value));
  }

  /// Whether a number is left.
  private static boolean between(String name, List<Field> contracts, List<FieldTest> tests) {
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    for (Field field : contracts) {
      low = Math.max(low, field.min());
      high = Math.min(high, field.max());
    }
    for (FieldTest test : tests) {
      switch (test.operator()) {
        case ABOVE, AT_LEAST -> low = Math.max(low, test.bound());
        case BELOW, AT_MOST -> high = Math.min(high, test.bound());
        case IN, NOT_IN -> {
          // These are names of values, not bounds.
        }
      }
    }
    boolean whole = contracts.stream().anyMatch(field -> field.type() == Field.Type.INTEGER);
    if (whole) {
      low = Math.ceil(low);
      high = Math.floor(high);
    }
    if (low > high || high - low > MAX_TRIED || (!whole && low < high)) {
      return low <= high;
    }
    double least = low;
    return IntStream.rangeClosed(0, (int) (high - low))
        .anyMatch(i -> allowed(name, Json.of(least + i), contracts, tests));
  }
}
