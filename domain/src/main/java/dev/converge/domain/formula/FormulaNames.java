package dev.converge.domain.formula;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.converge.core.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Resolves the names in a formula: a bare name is a computed field or a field of the fact,
/// `facts("Key")`, `cited("Key")` and `table("name")` are lists, and `lookup` finds a row. Integers
/// become doubles, since all numbers in facts are doubles.
final class FormulaNames {
  static final String FACT = "fact";
  static final String IT = "it";
  static final String FACTS = "@facts";
  static final String CITED = "@cited";
  static final String TABLES = "@tables";
  static final String LOOKUP = "lookup";

  private static final Set<String> TYPES =
      new TreeSet<>(
          List.of(
              "bool",
              "bytes",
              "double",
              "int",
              "list",
              "map",
              "null_type",
              "string",
              "type",
              "uint"));

  /// Replaces a size: a double, so that dividing it gives a double.
  private static final String SIZE = "size";

  private final FormulaSetting setting;
  private final List<String> bound = new ArrayList<>();
  private long fresh = 1_000_000;

  FormulaNames(FormulaSetting setting) {
    this.setting = setting;
  }

  void read(CelMutableExpr expr) throws FormulaException {
    switch (expr.getKind()) {
      case CONSTANT -> constant(expr);
      case IDENT -> name(expr);
      case SELECT -> select(expr);
      case CALL -> call(expr);
      case LIST -> all(expr.list().elements());
      case MAP -> {
        for (CelMutableExpr.CelMutableMap.Entry entry : expr.map().entries()) {
          read(entry.key());
          read(entry.value());
        }
      }
      case COMPREHENSION -> comprehension(expr.comprehension());
      case STRUCT -> throw new FormulaException("a message (expected: numbers, texts and lists)");
      case NOT_SET -> {
        // The parser has reported it.
      }
    }
  }

  private void all(Collection<CelMutableExpr> parts) throws FormulaException {
    for (CelMutableExpr part : parts) {
      read(part);
    }
  }

  private static void constant(CelMutableExpr expr) {
    if (expr.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
      expr.setConstant(CelConstant.ofValue((double) expr.constant().int64Value()));
    }
  }

  private void name(CelMutableExpr expr) throws FormulaException {
    String name = expr.ident().name();
    if (bound.contains(name) || TYPES.contains(name)) {
      return;
    }
    if (name.equals(FACT) || name.equals(IT)) {
      spoken(name);
      return;
    }
    String of = setting.computed().contains(name) ? IT : FACT;
    field(of, name);
    expr.setSelect(
        CelMutableExpr.CelMutableSelect.create(CelMutableExpr.ofIdent(fresh++, of), name));
  }

  private void spoken(String name) throws FormulaException {
    if (name.equals(FACT) && !setting.fact()) {
      throw new FormulaException(
          "no current fact (expected: facts(\"Key\"), or \"it proposes … for each fact under …\")");
    }
  }

  private void field(String of, String name) throws FormulaException {
    if (of.equals(IT)) {
      if (!setting.computed().contains(name)) {
        throw new FormulaException(
            "it.%s is not computed (expected: one of %s, computed before)%s"
                .formatted(name, setting.computed(), Nearest.hint(name, setting.computed())));
      }
      return;
    }
    spoken(FACT);
    List<String> known = new ArrayList<>(setting.names());
    known.addAll(setting.computed());
    // Where other fields are possible, a name is wrong only if it resembles a known one.
    boolean misspelt = !setting.fields().isEmpty() && Nearest.to(name, known).isPresent();
    if (!setting.names().contains(name) && (setting.closed() || misspelt)) {
      throw new FormulaException(
          "no field \"%s\" (expected: one of %s)%s"
              .formatted(name, known, Nearest.hint(name, known)));
    }
  }

  private void select(CelMutableExpr expr) throws FormulaException {
    CelMutableExpr operand = expr.select().operand();
    boolean root =
        operand.getKind() == CelExpr.ExprKind.Kind.IDENT
            && !bound.contains(operand.ident().name())
            && (operand.ident().name().equals(FACT) || operand.ident().name().equals(IT));
    if (root) {
      field(operand.ident().name(), expr.select().field());
    } else {
      read(operand);
    }
  }

  private void call(CelMutableExpr expr) throws FormulaException {
    CelMutableExpr.CelMutableCall call = expr.call();
    if (call.target().isPresent()) {
      read(call.target().get());
    }
    switch (call.function()) {
      case "facts" -> list(expr, FACTS, key(call));
      case "cited" -> {
        spoken(FACT);
        list(expr, CITED, key(call));
      }
      case "table" -> list(expr, TABLES, table(call));
      case LOOKUP -> lookup(call);
      case SIZE -> {
        all(call.args());
        CelMutableExpr size = CelMutableExpr.newInstance(expr);
        size.setId(fresh++);
        expr.setCall(CelMutableExpr.CelMutableCall.create("double", size));
      }
      case "_[_]" -> read(call.args().getFirst());
      default -> {
        all(call.args());
        compared(call);
      }
    }
  }

  /// Checks that a field is compared with values that it can have.
  private void compared(CelMutableExpr.CelMutableCall call) throws FormulaException {
    Optional<String> problem =
        FieldComparison.is(call)
            ? new FieldComparison(setting.fields()).problem(call)
            : Optional.empty();
    if (problem.isPresent()) {
      throw new FormulaException(problem.get());
    }
  }

  private void lookup(CelMutableExpr.CelMutableCall call) throws FormulaException {
    if (call.args().size() != 3) {
      throw new FormulaException(
          "lookup with %d arguments (expected: a table, a column and a value)"
              .formatted(call.args().size()));
    }
    String table = table(call);
    String column = string(call.args().get(1), "lookup", "a column in quotes");
    List<String> columns =
        Optional.ofNullable(setting.tables().get(table))
            .map(LookupTable::columns)
            .orElse(List.of());
    if (!columns.contains(column)) {
      throw new FormulaException(
          "table \"%s\" has no column \"%s\" (expected: one of %s)%s"
              .formatted(table, column, columns, Nearest.hint(column, columns)));
    }
    read(call.args().get(2));
    call.setArg(0, index(TABLES, table));
  }

  private String key(CelMutableExpr.CelMutableCall call) throws FormulaException {
    String key = string(first(call), call.function(), "a key in quotes");
    if (!setting.keys().isEmpty() && !setting.keys().contains(key)) {
      throw new FormulaException(
          "no agent writes under \"%s\" (expected: one of %s)%s"
              .formatted(key, setting.keys(), Nearest.hint(key, setting.keys())));
    }
    return key;
  }

  private String table(CelMutableExpr.CelMutableCall call) throws FormulaException {
    String name = string(first(call), call.function(), "a table's name in quotes");
    if (!setting.tables().containsKey(name)) {
      throw new FormulaException(
          "no table \"%s\" (expected: %s)%s"
              .formatted(
                  name,
                  setting.tables().isEmpty()
                      ? "\"Given a table … from …\""
                      : "one of " + setting.tables().keySet(),
                  Nearest.hint(name, setting.tables().keySet())));
    }
    return name;
  }

  private static CelMutableExpr first(CelMutableExpr.CelMutableCall call) {
    return call.args().isEmpty() ? CelMutableExpr.ofNotSet() : call.args().getFirst();
  }

  private static String string(CelMutableExpr expr, String function, String expected)
      throws FormulaException {
    if (expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
      return expr.constant().stringValue();
    }
    throw new FormulaException(function + "(…) (expected: " + expected + ")");
  }

  private void list(CelMutableExpr expr, String of, String name) {
    expr.setCall(index(of, name).call());
  }

  private CelMutableExpr index(String of, String name) {
    return CelMutableExpr.ofCall(
        fresh++,
        CelMutableExpr.CelMutableCall.create(
            "_[_]",
            CelMutableExpr.ofIdent(fresh++, of),
            CelMutableExpr.ofConstant(fresh++, CelConstant.ofValue(name))));
  }

  private void comprehension(CelMutableExpr.CelMutableComprehension all) throws FormulaException {
    read(all.iterRange());
    read(all.accuInit());
    int before = bound.size();
    bound.add(all.iterVar());
    bound.add(all.iterVar2());
    bound.add(all.accuVar());
    read(all.loopCondition());
    read(all.loopStep());
    read(all.result());
    while (bound.size() > before) {
      bound.removeLast();
    }
  }
}
