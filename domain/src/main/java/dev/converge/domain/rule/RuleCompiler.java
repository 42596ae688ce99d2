package dev.converge.domain.rule;

import dev.converge.core.agent.Field;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaSetting;
import dev.converge.domain.formula.Formulas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compiles rules and reports every part that does not compile.
public final class RuleCompiler {
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");

  /// Receives the problems.
  public interface Sink {
    /// Reports a problem.
    ///
    /// @param line in the spec; 0 for the text of each fact, -1 for the head of the table
    void problem(int line, String message);
  }

  private final RuleSet rules;
  private final FormulaSetting base;
  private final Sink sink;
  private boolean bad;

  private RuleCompiler(RuleSet rules, FormulaSetting base, Sink sink) {
    this.rules = rules;
    this.base = base;
    this.sink = sink;
  }

  /// Compiles rules; empty after a problem.
  ///
  /// @param fact whether the rules look at facts one by one
  /// @param fields what is known about that fact's data
  /// @param closed whether it can have no other fields
  /// @param keys of all facts; empty if they are not known
  public static Optional<CompiledRules> compile(
      RuleSet rules,
      boolean fact,
      List<Field> fields,
      boolean closed,
      Set<String> keys,
      Sink sink) {
    FormulaSetting base = new FormulaSetting(fact, fields, closed, List.of(), keys, rules.tables());
    return new RuleCompiler(rules, base, sink).compiled();
  }

  /// Compiles rules that compiled before, when their template was loaded.
  ///
  /// @param fact whether the rules look at facts one by one
  /// @throws IllegalArgumentException if they do not
  public static CompiledRules again(String agent, RuleSet rules, boolean fact) {
    List<String> problems = new ArrayList<>();
    return compile(
            rules,
            fact,
            List.of(),
            false,
            new TreeSet<>(),
            (line, message) -> problems.add("line " + line + ": " + message))
        .orElseThrow(() -> new IllegalArgumentException(agent + ": " + problems));
  }

  private FormulaSetting with(List<String> computed) {
    return new FormulaSetting(
        base.fact(), base.fields(), base.closed(), computed, base.keys(), base.tables());
  }

  private Optional<CompiledRules> compiled() {
    List<String> names = new ArrayList<>(rules.given());
    List<CompiledRules.Field> computed = new ArrayList<>();
    for (RuleSet.Computed one : rules.computed()) {
      formula(one.line(), one.name(), one.formula(), with(names))
          .ifPresent(found -> computed.add(new CompiledRules.Field(one.name(), found, one.line())));
      names.add(one.name());
    }
    List<CompiledFormula> inputs = new ArrayList<>();
    for (String input : rules.inputs()) {
      formula(-1, "if " + input, input, with(names)).ifPresent(inputs::add);
    }
    List<CompiledRules.Row> rows = new ArrayList<>();
    if (inputs.size() == rules.inputs().size()) {
      for (int i = 0; i < rules.rows().size(); i++) {
        rows.add(row(rules.rows().get(i), rules.lines().get(i), inputs, with(names)));
        idle(rows);
      }
    }
    names.addAll(rules.outputs());
    List<CompiledRules.Piece> says = says(with(names));
    return bad
        ? Optional.empty()
        : Optional.of(new CompiledRules(rules, computed, inputs, rows, says));
  }

  private Optional<CompiledFormula> formula(
      int line, String what, String text, FormulaSetting setting) {
    try {
      return Optional.of(Formulas.compile(text, setting));
    } catch (FormulaException e) {
      wrong(line, what, e);
      return Optional.empty();
    }
  }

  private void wrong(int line, String what, FormulaException e) {
    bad = true;
    sink.problem(line, "\"" + what + "\": " + e.what());
  }

  private CompiledRules.Row row(
      List<String> cells, int line, List<CompiledFormula> inputs, FormulaSetting setting) {
    Cells reader = new Cells(setting);
    List<CellTest> tests = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      try {
        tests.add(reader.test(cells.get(i), inputs.get(i)));
      } catch (FormulaException e) {
        wrong(line, cells.get(i), e);
        tests.add(new CellTest.Any());
      }
    }
    Map<String, Operand> outputs = new LinkedHashMap<>();
    for (int i = 0; i < rules.outputs().size(); i++) {
      String cell = cells.get(inputs.size() + i);
      try {
        @Nullable Operand output = reader.output(cell);
        if (output != null) {
          outputs.put(rules.outputs().get(i), output);
        }
      } catch (FormulaException e) {
        wrong(line, cell, e);
      }
    }
    return new CompiledRules.Row(tests, outputs, line);
  }

  /// The last rule must be able to decide something that no rule before it decides.
  private void idle(List<CompiledRules.Row> rows) {
    CompiledRules.Row last = rows.getLast();
    if (bad || rules.policy() == HitPolicy.EVERY) {
      return;
    }
    for (CompiledRules.Row earlier : rows.subList(0, rows.size() - 1)) {
      if (covers(earlier, last)) {
        bad = true;
        sink.problem(
            last.line(),
            rules.policy() == HitPolicy.FIRST
                ? "the rule never decides: the one on line %d matches whatever it matches (expected: the narrower one first)"
                    .formatted(earlier.line())
                : "the rule matches nothing but what the one on line %d matches too (expected: rules that exclude each other)"
                    .formatted(earlier.line()));
        return;
      }
    }
  }

  private static boolean covers(CompiledRules.Row wide, CompiledRules.Row narrow) {
    for (int i = 0; i < wide.tests().size(); i++) {
      CellTest test = wide.tests().get(i);
      boolean literal =
          test.operands().stream().allMatch(operand -> operand instanceof Operand.Literal);
      if (!(test instanceof CellTest.Any) && !(literal && test.equals(narrow.tests().get(i)))) {
        return false;
      }
    }
    return true;
  }

  private List<CompiledRules.Piece> says(FormulaSetting setting) {
    List<CompiledRules.Piece> pieces = new ArrayList<>();
    Matcher braces = BRACES.matcher(rules.says());
    int from = 0;
    while (braces.find()) {
      said(pieces, rules.says().substring(from, braces.start()));
      formula(0, braces.group(), braces.group(1), setting)
          .ifPresent(found -> pieces.add(new CompiledRules.Piece.Filled(found)));
      from = braces.end();
    }
    said(pieces, rules.says().substring(from));
    return pieces;
  }

  private static void said(List<CompiledRules.Piece> pieces, String text) {
    if (!text.isEmpty()) {
      pieces.add(new CompiledRules.Piece.Said(text));
    }
  }
}
