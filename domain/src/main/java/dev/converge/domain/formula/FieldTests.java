package dev.converge.domain.formula;

import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the comparisons of fields with constants from a formula, as alternatives: one of them must
/// be true, which means all of its comparisons. Anything else in the formula is taken to say
/// nothing.
final class FieldTests {
  /// Maximum number of alternatives that are followed; with more, nothing is concluded from the
  /// formula.
  static final int MAX_ALTERNATIVES = 64;

  /// Says nothing.
  private static final List<List<FieldTest>> ANYTHING = List.of(List.of());

  private FieldTests() {}

  static List<List<FieldTest>> of(String formula) {
    try {
      return read(Formulas.named(formula, FormulaSetting.ANY).getExpr(), true);
    } catch (FormulaException | CelValidationException e) {
      return ANYTHING;
    }
  }

  private static List<List<FieldTest>> read(CelExpr expr, boolean wanted) {
    return switch (expr.getKind()) {
      case CALL -> call(expr.call(), wanted);
      case SELECT -> {
        String field = field(expr);
        yield field == null
            ? ANYTHING
            : one(new FieldTest(field, FieldTest.Operator.IN, List.of(Json.of(wanted))));
      }
      case CONSTANT ->
          expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                  && expr.constant().booleanValue() != wanted
              ? List.of()
              : ANYTHING;
      case NOT_SET, IDENT, LIST, STRUCT, MAP, COMPREHENSION -> ANYTHING;
    };
  }

  private static List<List<FieldTest>> call(CelExpr.CelCall call, boolean wanted) {
    List<CelExpr> parts = call.args();
    return switch (call.function()) {
      case "!_" -> read(parts.getFirst(), !wanted);
      case "_&&_", "_||_" -> {
        List<List<FieldTest>> left = read(parts.get(0), wanted);
        List<List<FieldTest>> right = read(parts.get(1), wanted);
        yield call.function().equals("_&&_") == wanted ? both(left, right) : either(left, right);
      }
      default -> parts.size() == 2 ? compared(call, wanted) : ANYTHING;
    };
  }

  private static List<List<FieldTest>> compared(CelExpr.CelCall call, boolean wanted) {
    FieldTest.Operator operator = FieldTest.Operator.of(call.function());
    if (operator == null) {
      return ANYTHING;
    }
    CelExpr left = call.args().get(0);
    CelExpr right = call.args().get(1);
    boolean turned = field(left) == null;
    String field = field(turned ? right : left);
    List<Json> values = constants(turned ? left : right);
    boolean in = call.function().equals("@in");
    boolean list = (turned ? left : right).getKind() == CelExpr.ExprKind.Kind.LIST;
    boolean ordered = values.size() == 1 && values.getFirst() instanceof Json.Num;
    if (field == null
        || values.isEmpty()
        || in != list
        || (in && turned)
        || (operator.orders() && !ordered)) {
      return ANYTHING;
    }
    FieldTest.Operator read = turned ? operator.turned() : operator;
    return one(new FieldTest(field, wanted ? read : read.opposite(), values));
  }

  private static List<List<FieldTest>> one(FieldTest test) {
    return List.of(List.of(test));
  }

  /// Everything that both say.
  static List<List<FieldTest>> both(List<List<FieldTest>> one, List<List<FieldTest>> other) {
    if (one.size() * other.size() > MAX_ALTERNATIVES) {
      return one;
    }
    List<List<FieldTest>> all = new ArrayList<>();
    for (List<FieldTest> first : one) {
      for (List<FieldTest> second : other) {
        List<FieldTest> together = new ArrayList<>(first);
        together.addAll(second);
        all.add(together);
      }
    }
    return all;
  }

  private static List<List<FieldTest>> either(
      List<List<FieldTest>> one, List<List<FieldTest>> other) {
    List<List<FieldTest>> all = new ArrayList<>(one);
    all.addAll(other);
    return all.size() > MAX_ALTERNATIVES ? ANYTHING : all;
  }

  /// The field of the fact that an expression names, or `null`.
  private static @Nullable String field(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.SELECT
            && !expr.select().testOnly()
            && expr.select().operand().getKind() == CelExpr.ExprKind.Kind.IDENT
            && expr.select().operand().ident().name().equals(FormulaNames.FACT)
        ? expr.select().field()
        : null;
  }

  /// The constants, if an expression is one or a list of constants only.
  private static List<Json> constants(CelExpr expr) {
    List<CelExpr> parts =
        expr.getKind() == CelExpr.ExprKind.Kind.LIST ? expr.list().elements() : List.of(expr);
    List<Json> values = new ArrayList<>();
    for (CelExpr part : parts) {
      Json value = part.getKind() == CelExpr.ExprKind.Kind.CONSTANT ? json(part.constant()) : null;
      if (value == null) {
        return List.of();
      }
      values.add(value);
    }
    return values;
  }

  private static @Nullable Json json(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> Json.of(constant.stringValue());
      case DOUBLE_VALUE ->
          Double.isFinite(constant.doubleValue()) ? Json.of(constant.doubleValue()) : null;
      case BOOLEAN_VALUE -> Json.of(constant.booleanValue());
      default -> null;
    };
  }
}
