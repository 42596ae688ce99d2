package dev.converge.domain.rule;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaScope;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a cell of a decision table requires of a value.
sealed interface CellTest {
  /// Whether a value meets it.
  boolean passes(Json value, FormulaScope scope) throws FormulaException;

  /// The values that the cell names.
  List<Operand> operands();

  /// Any value meets it.
  record Any() implements CellTest {
    @Override
    public boolean passes(Json value, FormulaScope scope) {
      return true;
    }

    @Override
    public List<Operand> operands() {
      return List.of();
    }
  }

  /// One of these values meets it, or if `not`, any other.
  record OneOf(List<Operand> operands, boolean not) implements CellTest {
    public OneOf {
      operands = List.copyOf(operands);
    }

    @Override
    public boolean passes(Json value, FormulaScope scope) throws FormulaException {
      for (Operand operand : operands) {
        if (operand.value(scope).equals(value)) {
          return !not;
        }
      }
      return not;
    }
  }

  /// Values within bounds meet it: numbers, or texts such as dates in their order.
  ///
  /// @param least the lower bound, or `null` for none
  /// @param most the upper bound, or `null` for none
  /// @param strict whether the bounds themselves are excluded
  record Within(@Nullable Operand least, @Nullable Operand most, boolean strict)
      implements CellTest {
    @Override
    public boolean passes(Json value, FormulaScope scope) throws FormulaException {
      int from = least == null ? 1 : compare(value, least.value(scope));
      int to = most == null ? -1 : compare(value, most.value(scope));
      return strict ? from > 0 && to < 0 : from >= 0 && to <= 0;
    }

    @Override
    public List<Operand> operands() {
      return Stream.of(least, most).filter(Objects::nonNull).toList();
    }

    private static int compare(Json value, Json bound) throws FormulaException {
      if (value instanceof Json.Num(double a) && bound instanceof Json.Num(double b)) {
        return Double.compare(a, b);
      }
      if (value instanceof Json.Str(var a) && bound instanceof Json.Str(var b)) {
        return a.compareTo(b);
      }
      throw Cells.unlike(value, bound);
    }
  }

  /// A value in words.
  static String words(Json value) {
    return value instanceof Json.Num(double number)
        ? CanonicalWriter.number(number)
        : value.canonical();
  }
}
