package dev.converge.domain.template.spec;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import java.util.Collections;

/// Which values the contract of a field allows.
final class FieldConstraints {
  private FieldConstraints() {}

  /// Whether a field can have exactly this value.
  static boolean canBe(Field field, Json value) {
    return switch (field.type()) {
      case STRING ->
          value instanceof Json.Str(var text)
              && (field.oneOf().isEmpty() || field.oneOf().contains(text))
              && within(field, text.codePointCount(0, text.length()));
      case INTEGER ->
          value instanceof Json.Num number && number.isInteger() && within(field, number.value());
      case NUMBER -> value instanceof Json.Num number && within(field, number.value());
      case BOOLEAN -> value instanceof Json.Bool;
      case LIST -> false;
    };
  }

  private static boolean within(Field field, double value) {
    return value >= field.min() && value <= field.max();
  }

  /// Whether some value satisfies both.
  static boolean overlap(Field a, Field b) {
    boolean numbers = number(a) && number(b);
    boolean values =
        a.oneOf().isEmpty() || b.oneOf().isEmpty() || !Collections.disjoint(a.oneOf(), b.oneOf());
    double least = Math.max(a.min(), b.min());
    double most = Math.min(a.max(), b.max());
    boolean whole = a.type() != Field.Type.NUMBER || b.type() != Field.Type.NUMBER;
    boolean range = whole ? Math.ceil(least) <= Math.floor(most) : least <= most;
    return (numbers || a.type() == b.type()) && values && (range || a.type() == Field.Type.BOOLEAN);
  }

  private static boolean number(Field field) {
    return field.type() == Field.Type.INTEGER || field.type() == Field.Type.NUMBER;
  }

  /// Whether no value satisfies a field.
  static boolean impossible(Field field) {
    boolean texts = field.type() == Field.Type.STRING || field.type() == Field.Type.LIST;
    boolean all =
        field.type() == Field.Type.STRING
            && !field.oneOf().isEmpty()
            && field.oneOf().stream().noneMatch(text -> canBe(field, Json.of(text)));
    return !overlap(field, field) || (texts && field.max() < 0) || all;
  }
}
