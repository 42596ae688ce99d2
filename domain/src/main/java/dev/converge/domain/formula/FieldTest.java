package dev.converge.domain.formula;

import dev.converge.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A comparison of a fact's field with constants.
///
/// @param field the field that is compared
/// @param operator how it is compared
/// @param values one, or those of a list that the field is in, or not in
record FieldTest(String field, Operator operator, List<Json> values) {
  /// How a field is compared.
  enum Operator {
    IN,
    NOT_IN,
    BELOW,
    AT_MOST,
    ABOVE,
    AT_LEAST;

    /// The operator with a name in CEL, or `null` if there is none.
    static @Nullable Operator of(String function) {
      return switch (function) {
        case "_==_", "@in" -> IN;
        case "_!=_" -> NOT_IN;
        case "_<_" -> BELOW;
        case "_<=_" -> AT_MOST;
        case "_>_" -> ABOVE;
        case "_>=_" -> AT_LEAST;
        default -> null;
      };
    }

    /// The operator that is true where this one is not.
    Operator opposite() {
      return switch (this) {
        case IN -> NOT_IN;
        case NOT_IN -> IN;
        case BELOW -> AT_LEAST;
        case AT_MOST -> ABOVE;
        case ABOVE -> AT_MOST;
        case AT_LEAST -> BELOW;
      };
    }

    /// The operator for exchanged sides.
    Operator turned() {
      return switch (this) {
        case IN -> IN;
        case NOT_IN -> NOT_IN;
        case BELOW -> ABOVE;
        case AT_MOST -> AT_LEAST;
        case ABOVE -> BELOW;
        case AT_LEAST -> AT_MOST;
      };
    }

    boolean orders() {
      return this != IN && this != NOT_IN;
    }
  }

  FieldTest {
    values = List.copyOf(values);
  }

  /// The number to compare with.
  double bound() {
    return values.getFirst() instanceof Json.Num number ? number.value() : Double.NaN;
  }

  boolean allows(Json value) {
    return switch (operator) {
      case IN -> values.contains(value);
      case NOT_IN -> !values.contains(value);
      case BELOW -> value instanceof Json.Num number && number.value() < bound();
      case AT_MOST -> value instanceof Json.Num number && number.value() <= bound();
      case ABOVE -> value instanceof Json.Num number && number.value() > bound();
      case AT_LEAST -> value instanceof Json.Num number && number.value() >= bound();
    };
  }
}
