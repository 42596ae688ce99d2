package dev.converge.domain.template.spec;

import dev.converge.core.agent.Field;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Nearest;
import dev.converge.domain.describe.FieldWords;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a table of fields: `field`, `type` and optionally `rule`.
final class FieldTable {
  private static final List<String> TYPES =
      List.of("string", "integer", "number", "boolean", "list");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final String NUMBER = "-?\\d{1,15}(?:\\.\\d{1,15})?";
  private static final Pattern RANGE =
      Pattern.compile(
          "(%s to %s|at least %s|at most %s)( characters| items)?".replace("%s", NUMBER));

  private final Spec.Table table;
  private final Problems problems;

  private FieldTable(Spec.Table table, Problems problems) {
    this.table = table;
    this.problems = problems;
  }

  static List<Field> read(Spec.Table table, Problems problems) {
    return new FieldTable(table, problems).fields();
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    List<String> head = table.rows().getFirst();
    if (!head.equals(List.of("field", "type", "rule")) && !head.equals(List.of("field", "type"))) {
      problems.add(table.place(), "table: columns " + head + " (expected: [field, type, rule])");
      return fields;
    }
    for (int i = 1; i < table.rows().size(); i++) {
      Optional<Field> read = field(i);
      if (read.isPresent() && fields.stream().anyMatch(f -> f.name().equals(read.get().name()))) {
        wrong(i, "field \"" + read.get().name() + "\" occurs twice (expected: once)");
      } else {
        read.ifPresent(fields::add);
      }
    }
    if (table.rows().size() == 1) {
      problems.add(table.place(), "table: no fields (expected: one)");
    }
    return fields;
  }

  private Optional<Field> field(int row) {
    List<String> cells = table.rows().get(row);
    String name = cells.getFirst();
    String type = cells.get(1);
    if (!NAME.matcher(name).matches()) {
      return wrong(
          row, "field \"" + name + "\" (expected: lowercase letters, digits and _, at most 64)");
    }
    if (!TYPES.contains(type)) {
      return wrong(
          row,
          "field \"%s\": type \"%s\" (expected: one of %s)%s"
              .formatted(name, type, TYPES, Nearest.hint(type, TYPES)));
    }
    Field field = Field.of(name, StepParameters.type(type));
    for (String rule : (cells.size() > 2 ? cells.get(2) : "").split(";", -1)) {
      Optional<Field> ruled = rule.isBlank() ? Optional.of(field) : rule(row, field, rule.strip());
      if (ruled.isEmpty()) {
        return ruled;
      }
      field = ruled.get();
    }
    if (FieldConstraints.impossible(field)) {
      problems.addLate(
          table.places().get(row),
          "no value is %s (expected: rules that one value can meet)"
              .formatted(FieldWords.of(field)));
    }
    return Optional.of(field);
  }

  private Optional<Field> rule(int row, Field field, String rule) {
    if (rule.equals("optional")) {
      return Optional.of(with(field, false, field.min(), field.max(), field.oneOf()));
    }
    boolean texts = field.type() == Field.Type.STRING || field.type() == Field.Type.LIST;
    if (rule.startsWith("one of ") && texts) {
      List<String> values = new ArrayList<>();
      for (String value : rule.substring("one of ".length()).split(",", -1)) {
        if (!value.isBlank()) {
          values.add(value.strip());
        }
      }
      if (values.isEmpty()) {
        problems.addLate(
            table.places().get(row),
            "field \"" + field.name() + "\": no values (expected: such as one of a, b)");
      }
      return Optional.of(with(field, field.required(), field.min(), field.max(), values));
    }
    var range = RANGE.matcher(rule);
    if (range.matches() && field.type() != Field.Type.BOOLEAN) {
      try {
        StepParameters.Range r = StepParameters.range(range.group(1));
        return Optional.of(with(field, field.required(), r.min(), r.max(), field.oneOf()));
      } catch (StepParameters.BadValue e) {
        return wrong(row, "field \"" + field.name() + "\": rule " + e.getMessage());
      }
    }
    String type = EnumWord.of(field.type());
    return wrong(
        row,
        "field \"%s\": rule \"%s\" (expected, for type %s: %soptional%s; several separated by ;)"
            .formatted(
                field.name(),
                rule,
                type,
                field.type() == Field.Type.BOOLEAN ? "" : "1 to 10, at least 1, at most 10, ",
                texts ? ", one of a, b" : ""));
  }

  private static Field with(
      Field field, boolean required, double min, double max, List<String> oneOf) {
    return new Field(field.name(), field.type(), required, min, max, oneOf);
  }

  private <T> Optional<T> wrong(int row, String message) {
    problems.add(table.places().get(row), message);
    return Optional.empty();
  }
}
