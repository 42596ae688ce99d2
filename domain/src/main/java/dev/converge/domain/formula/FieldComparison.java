package dev.converge.domain.formula;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.converge.core.agent.Field;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.text.Nearest;
import java.util.List;
import java.util.Optional;

/// A comparison in a formula of a fact's field with a text or a number that its contract never
/// allows, so that it is true for no fact.
///
/// @param fields the known fields
record FieldComparison(List<Field> fields) {
  /// The operators of CEL, with the field on the left.
  private static final List<String> OPERATORS =
      List.of("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_");

  private static final List<String> TURNED = List.of("_==_", "_!=_", "_>_", "_>=_", "_<_", "_<=_");

  /// Whether a call is a comparison.
  static boolean is(CelMutableExpr.CelMutableCall call) {
    return OPERATORS.contains(call.function()) && call.args().size() == 2;
  }

  /// What is wrong with a comparison, if anything.
  Optional<String> problem(CelMutableExpr.CelMutableCall call) {
    CelMutableExpr left = call.args().get(0);
    CelMutableExpr right = call.args().get(1);
    return problem(left, call.function(), right)
        .or(() -> problem(right, TURNED.get(OPERATORS.indexOf(call.function())), left));
  }

  private Optional<String> problem(CelMutableExpr field, String operator, CelMutableExpr with) {
    boolean ofFact =
        field.getKind() == CelExpr.ExprKind.Kind.SELECT
            && field.select().operand().getKind() == CelExpr.ExprKind.Kind.IDENT
            && field.select().operand().ident().name().equals(FormulaNames.FACT);
    if (!ofFact || with.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return Optional.empty();
    }
    return fields.stream()
        .filter(known -> known.name().equals(field.select().field()))
        .findFirst()
        .flatMap(known ->
            switch (with.constant().getKind()) {
              case STRING_VALUE -> text(known, operator, with.constant().stringValue());
              case DOUBLE_VALUE -> number(known, operator, with.constant().doubleValue());
              default -> Optional.empty();
            });
  }

  /// Texts are checked against those that a field can have; their order is not.
  private static Optional<String> text(Field field, String operator, String said) {
    boolean known = field.oneOf().isEmpty() || field.oneOf().contains(said);
    return known || !(operator.equals("_==_") || operator.equals("_!=_"))
        ? Optional.empty()
        : Optional.of(
            "%s is never \"%s\" (expected: one of %s)%s"
                .formatted(field.name(), said, field.oneOf(), Nearest.hint(said, field.oneOf())));
  }

  private static Optional<String> number(Field field, String operator, double said) {
    if (field.type() != Field.Type.NUMBER && field.type() != Field.Type.INTEGER) {
      return Optional.empty();
    }
    boolean can =
        switch (operator) {
          case "_<_" -> field.min() < said;
          case "_<=_" -> field.min() <= said;
          case "_>_" -> field.max() > said;
          case "_>=_" -> field.max() >= said;
          default ->
              said >= field.min()
                  && said <= field.max()
                  && (field.type() == Field.Type.NUMBER || said == Math.rint(said));
        };
    return can
        ? Optional.empty()
        : Optional.of(
            "%s is never %s%s (expected: %s)"
                .formatted(
                    field.name(), word(operator), CanonicalWriter.number(said), bounds(field)));
  }

  private static String word(String operator) {
    return switch (operator) {
      case "_<_" -> "below ";
      case "_<=_" -> "at most ";
      case "_>_" -> "above ";
      case "_>=_" -> "at least ";
      default -> "";
    };
  }

  private static String bounds(Field field) {
    String whole = field.type() == Field.Type.INTEGER ? "a whole number" : "a number";
    boolean low = Double.isFinite(field.min());
    boolean high = Double.isFinite(field.max());
    String least = CanonicalWriter.number(low ? field.min() : 0);
    String most = CanonicalWriter.number(high ? field.max() : 0);
    if (low && high) {
      return "as the contract says, " + least + " to " + most;
    }
    return low
        ? "as the contract says, at least " + least
        : high ? "as the contract says, at most " + most : whole;
  }
}
