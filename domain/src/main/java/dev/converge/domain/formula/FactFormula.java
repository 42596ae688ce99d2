package dev.converge.domain.formula;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Formula;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import org.jspecify.annotations.Nullable;

/// A formula of a gate or an invariant.
public final class FactFormula implements Formula {
  private final CompiledFormula compiled;

  private FactFormula(CompiledFormula compiled) {
    this.compiled = compiled;
  }

  /// Compiles a formula.
  ///
  /// @throws FormulaException that says what is wrong with it
  public static FactFormula of(String text) throws FormulaException {
    return new FactFormula(Formulas.compile(text, FormulaSetting.ANY));
  }

  @Override
  public String text() {
    return compiled.text();
  }

  @Override
  public Verdict judge(Judged fact, Surroundings around) {
    try {
      Json value = compiled.value(FormulaScope.of(fact, around));
      return value instanceof Json.Bool(boolean yes)
          ? new Verdict(yes, "")
          : new Verdict(false, "it gives neither true nor false");
    } catch (FormulaException e) {
      return new Verdict(false, e.what());
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FactFormula formula && formula.text().equals(text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
