package dev.converge.domain.formula;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A compiled formula. The same scope gives the same value on every machine. Thread-safe.
public final class CompiledFormula {
  /// The type of a formula's value.
  public enum Type {
    /// True or false.
    BOOLEAN,
    /// A number.
    NUMBER,
    /// Text.
    TEXT,
    /// A list.
    LIST,
    /// Known only when it is calculated.
    ANY
  }

  private final String text;
  private final Type type;
  private final CelRuntime.Program program;

  CompiledFormula(String text, Type type, CelRuntime.Program program) {
    this.text = text;
    this.type = type;
    this.program = program;
  }

  /// The formula as it was written.
  public String text() {
    return text;
  }

  /// The type of its value.
  public Type type() {
    return type;
  }

  /// Its value.
  ///
  /// @throws FormulaException if it has none, such as where a field is missing
  public Json value(FormulaScope scope) throws FormulaException {
    try {
      return FormulaValues.json(program.eval(name -> variable(name, scope)));
    } catch (CelEvaluationException e) {
      throw new FormulaException(plain(e));
    }
  }

  private static Optional<Object> variable(String name, FormulaScope scope) {
    Judged fact = scope.fact();
    return switch (name) {
      case FormulaNames.FACT ->
          fact == null ? Optional.empty() : Optional.of(FormulaValues.of(fact));
      case FormulaNames.IT -> Optional.of(FormulaValues.members(scope.computed()));
      case FormulaNames.FACTS ->
          Optional.of(new Lists(key -> FormulaValues.all(scope.around().facts(key))));
      case FormulaNames.CITED -> Optional.of(new Lists(key -> cited(fact, key, scope)));
      case FormulaNames.TABLES -> Optional.of(new Lists(table -> rows(table, scope)));
      default -> Optional.empty();
    };
  }

  private static List<Object> cited(@Nullable Judged fact, String key, FormulaScope scope) {
    List<Judged> cited = new ArrayList<>();
    for (String id : fact == null ? List.<String>of() : fact.cites()) {
      scope.around().fact(id).filter(other -> other.key().equals(key)).ifPresent(cited::add);
    }
    return FormulaValues.all(cited);
  }

  private static List<Object> rows(String table, FormulaScope scope) {
    LookupTable found = scope.tables().get(table);
    return found == null ? List.of() : FormulaValues.rows(found);
  }

  private static String plain(CelEvaluationException e) {
    String message = String.valueOf(e.getMessage());
    String bare = message.replaceFirst("^evaluation error( at [^:]*:\\d+)?: ", "");
    if (bare.startsWith("key '") && bare.contains("is not present")) {
      return "field \"" + bare.substring(5, bare.indexOf('\'', 5)) + "\" is missing";
    }
    if (e.getErrorCode() == CelErrorCode.ITERATION_BUDGET_EXCEEDED) {
      return "takes too many steps through lists (expected: at most " + Formulas.MAX_STEPS + ")";
    }
    int candidates = bare.indexOf(" Overload candidates:");
    return candidates > 0
        ? bare.substring(0, candidates)
                .replace("No matching overload for function '", "")
                .replace("'.", "")
                .replace("_", "")
            + " does not work on these values"
        : bare;
  }

  /// Lists by name, each made when it is asked for. Formulas ask only for names.
  private static final class Lists extends AbstractMap<String, List<Object>> {
    private final Function<String, List<Object>> of;

    Lists(Function<String, List<Object>> of) {
      this.of = of;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return name instanceof String;
    }

    @Override
    public @Nullable List<Object> get(@Nullable Object name) {
      return name instanceof String key ? of.apply(key) : null;
    }

    @Override
    public Set<Map.Entry<String, List<Object>>> entrySet() {
      return new TreeSet<>();
    }
  }
}
