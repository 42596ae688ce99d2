package dev.converge.domain.formula;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.converge.core.json.CanonicalWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/// The functions of formulas in addition to those of the language.
final class FormulaFunctions {
  /// Maximum number of decimal places for `round`.
  static final int MAX_DIGITS = 15;

  static final List<CelFunctionDecl> DECLARATIONS = new ArrayList<>();
  static final List<CelFunctionBinding> BINDINGS = new ArrayList<>();

  private static final CelType LIST = ListType.create(SimpleType.DYN);

  static {
    number("floor", Math::floor);
    number("ceil", Math::ceil);
    number("abs", Math::abs);
    number("round", value -> rounded(value, 0));
    declare("round", "round_digits", SimpleType.DOUBLE, SimpleType.DOUBLE, SimpleType.DOUBLE);
    BINDINGS.add(
        CelFunctionBinding.from(
            "round_digits", Double.class, Double.class, FormulaFunctions::rounded));
    numbers("sum", all -> all.stream().mapToDouble(Double::doubleValue).sum());
    numbers("average", all -> all.stream().mapToDouble(d -> d).sum() / all.size());
    numbers("least", all -> all.isEmpty() ? Double.NaN : Collections.min(all));
    numbers("largest", all -> all.isEmpty() ? Double.NaN : Collections.max(all));
    dates("days", ChronoUnit.DAYS);
    dates("months", ChronoUnit.MONTHS);
    dates("years", ChronoUnit.YEARS);
    declare("lower", "lower_text", SimpleType.STRING, SimpleType.STRING);
    BINDINGS.add(
        CelFunctionBinding.from("lower_text", String.class, text -> text.toLowerCase(Locale.ROOT)));
    declare("trim", "trim_text", SimpleType.STRING, SimpleType.STRING);
    BINDINGS.add(CelFunctionBinding.from("trim_text", String.class, String::strip));
    declare("text", "text_of", SimpleType.STRING, SimpleType.DYN);
    BINDINGS.add(CelFunctionBinding.from("text_of", Object.class, FormulaFunctions::text));
    declare("first", "first_of", SimpleType.DYN, LIST);
    BINDINGS.add(CelFunctionBinding.from("first_of", List.class, FormulaFunctions::first));
    declare(FormulaNames.LOOKUP, "row_of", SimpleType.DYN, LIST, SimpleType.STRING, SimpleType.DYN);
    BINDINGS.add(
        CelFunctionBinding.from(
            "row_of",
            List.of(List.class, String.class, Object.class),
            arguments -> row((List<?>) arguments[0], (String) arguments[1], arguments[2])));
  }

  private FormulaFunctions() {}

  private static void declare(String name, String overload, CelType result, CelType... arguments) {
    DECLARATIONS.add(
        CelFunctionDecl.newFunctionDeclaration(
            name, CelOverloadDecl.newGlobalOverload(overload, result, List.of(arguments))));
  }

  @SuppressWarnings("Immutable") // every function given here is a pure one of this class or of Math
  private static void number(String name, DoubleUnaryOperator of) {
    declare(name, name + "_number", SimpleType.DOUBLE, SimpleType.DOUBLE);
    BINDINGS.add(CelFunctionBinding.from(name + "_number", Double.class, of::applyAsDouble));
  }

  @SuppressWarnings("Immutable") // likewise
  private static void numbers(String name, ToDoubleFunction<List<Double>> of) {
    declare(name, name + "_numbers", SimpleType.DOUBLE, LIST);
    BINDINGS.add(
        CelFunctionBinding.from(
            name + "_numbers",
            List.class,
            items -> {
              List<Double> all = new ArrayList<>();
              for (Object item : items) {
                if (!(item instanceof Number number)) {
                  throw new CelEvaluationException(name + "() of something that is not a number");
                }
                all.add(number.doubleValue());
              }
              return of.applyAsDouble(all);
            }));
  }

  private static void dates(String name, ChronoUnit unit) {
    declare(name, name + "_between", SimpleType.DOUBLE, SimpleType.STRING, SimpleType.STRING);
    BINDINGS.add(
        CelFunctionBinding.from(
            name + "_between",
            String.class,
            String.class,
            (from, to) -> (double) unit.between(date(from), date(to))));
  }

  private static LocalDate date(String text) throws CelEvaluationException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException _) {
      throw new CelEvaluationException(
          "\"" + text + "\" is not a date (expected: such as 2026-01-31)");
    }
  }

  private static double rounded(double value, double digits) {
    int places = (int) Math.max(-MAX_DIGITS, Math.min(MAX_DIGITS, digits));
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP).doubleValue()
        : value;
  }

  /// Text as people write it: 10000, not 10000.0.
  static String text(Object value) {
    return switch (value) {
      case Double number -> CanonicalWriter.number(number);
      case List<?> items -> String.join(", ", items.stream().map(FormulaFunctions::text).toList());
      default -> String.valueOf(value);
    };
  }

  private static Object first(List<?> items) throws CelEvaluationException {
    if (items.isEmpty()) {
      throw new CelEvaluationException("first() of an empty list");
    }
    return items.getFirst();
  }

  private static Object row(List<?> rows, String column, Object value)
      throws CelEvaluationException {
    for (Object row : rows) {
      if (row instanceof Map<?, ?> members && value.equals(members.get(column))) {
        return row;
      }
    }
    throw new CelEvaluationException(
        "no row of the table has %s in \"%s\"".formatted(text(value), column));
  }
}
