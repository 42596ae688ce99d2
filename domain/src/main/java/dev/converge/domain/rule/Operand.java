package dev.converge.domain.rule;

import dev.converge.core.json.Json;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaScope;

/// A value in a cell of a table.
sealed interface Operand {
  /// The value.
  Json value(FormulaScope scope) throws FormulaException;

  /// A value that is written in the cell.
  record Literal(Json value) implements Operand {
    @Override
    public Json value(FormulaScope scope) {
      return value;
    }
  }

  /// A value that is calculated.
  record Calculated(CompiledFormula formula) implements Operand {
    @Override
    public Json value(FormulaScope scope) throws FormulaException {
      return formula.value(scope);
    }
  }
}
