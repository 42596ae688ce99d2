package dev.converge.domain.rule;

import dev.converge.core.json.Json;
import dev.converge.domain.formula.CompiledFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaSetting;
import dev.converge.domain.formula.Formulas;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the cells of decision tables.
final class Cells {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d{1,15})?");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
  private static final Pattern WORDS = Pattern.compile("[\\p{L}][\\p{L}\\p{N} _-]*");
  private static final Pattern OPERATOR = Pattern.compile("(<=|>=|!=|<|>|=)\\s*(.+)");
  private static final Pattern RANGE = Pattern.compile("(\\S+) to (\\S+)");

  private final FormulaSetting setting;

  Cells(FormulaSetting setting) {
    this.setting = setting;
  }

  /// What a cell under an input requires.
  CellTest test(String cell, CompiledFormula input) throws FormulaException {
    CellTest test = test(cell);
    for (Operand operand : test.operands()) {
      comparable(input, operand);
    }
    return test;
  }

  private CellTest test(String cell) throws FormulaException {
    if (cell.isEmpty() || cell.equals("-")) {
      return new CellTest.Any();
    }
    Matcher operator = OPERATOR.matcher(cell);
    if (operator.matches()) {
      Operand operand = calculated(operator.group(2));
      return switch (operator.group(1)) {
        case "<=" -> new CellTest.Within(null, operand, false);
        case "<" -> new CellTest.Within(null, operand, true);
        case ">=" -> new CellTest.Within(operand, null, false);
        case ">" -> new CellTest.Within(operand, null, true);
        case "!=" -> new CellTest.OneOf(List.of(operand), true);
        default -> new CellTest.OneOf(List.of(operand), false);
      };
    }
    Matcher range = RANGE.matcher(cell);
    if (range.matches() && literal(range.group(1), false) != null) {
      return within(cell, calculated(range.group(1)), calculated(range.group(2)));
    }
    boolean not = cell.startsWith("not ");
    List<Operand> all = new ArrayList<>();
    for (String part : parts(not ? cell.substring(4) : cell)) {
      all.add(operand(part));
    }
    return new CellTest.OneOf(all, not);
  }

  private static CellTest within(String cell, Operand least, Operand most) throws FormulaException {
    if (least instanceof Operand.Literal(Json.Num(double from))
        && most instanceof Operand.Literal(Json.Num(double to))
        && from > to) {
      throw new FormulaException(cell + " (expected: the smaller number first)");
    }
    return new CellTest.Within(least, most, false);
  }

  /// The parts between commas, except commas in quotes or brackets.
  private static List<String> parts(String cell) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(cell.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(cell.substring(from).strip());
    return parts;
  }

  /// After an operator, a name is the name of a field.
  private Operand calculated(String text) throws FormulaException {
    Json literal = literal(text, false);
    return literal == null
        ? new Operand.Calculated(Formulas.compile(text, setting))
        : new Operand.Literal(literal);
  }

  /// Elsewhere, words are text.
  private Operand operand(String text) throws FormulaException {
    Json literal = literal(text, true);
    return literal == null
        ? new Operand.Calculated(Formulas.compile(text, setting))
        : new Operand.Literal(literal);
  }

  private static @Nullable Json literal(String text, boolean words) {
    if (NUMBER.matcher(text).matches()) {
      return Json.of(Double.parseDouble(text));
    }
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      return Json.of(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
    }
    if (text.equals("true") || text.equals("false")) {
      return Json.of(text.equals("true"));
    }
    return DATE.matcher(text).matches() || (words && WORDS.matcher(text).matches())
        ? Json.of(text)
        : null;
  }

  /// The value of a cell under an output; `null` for none.
  @Nullable Operand output(String cell) throws FormulaException {
    if (cell.isEmpty() || cell.equals("-")) {
      return null;
    }
    if (cell.startsWith("=")) {
      return new Operand.Calculated(Formulas.compile(cell.substring(1).strip(), setting));
    }
    Json literal = literal(cell, true);
    return new Operand.Literal(literal == null ? Json.of(cell) : literal);
  }

  private static void comparable(CompiledFormula input, Operand operand) throws FormulaException {
    CompiledFormula.Type other =
        switch (operand) {
          case Operand.Literal(var value) -> type(value);
          case Operand.Calculated(var formula) -> formula.type();
        };
    CompiledFormula.Type own = input.type();
    if (own != other && own != CompiledFormula.Type.ANY && other != CompiledFormula.Type.ANY) {
      String said =
          operand instanceof Operand.Literal(var value)
              ? CellTest.words(value)
              : ((Operand.Calculated) operand).formula().text();
      throw new FormulaException(
          "%s is %s (expected: %s, as \"%s\" is)"
              .formatted(said, words(other), words(own), input.text()));
    }
  }

  static CompiledFormula.Type type(Json value) {
    return switch (value) {
      case Json.Num _ -> CompiledFormula.Type.NUMBER;
      case Json.Str _ -> CompiledFormula.Type.TEXT;
      case Json.Bool _ -> CompiledFormula.Type.BOOLEAN;
      case Json.Arr _ -> CompiledFormula.Type.LIST;
      case Json.Null _, Json.Obj _ -> CompiledFormula.Type.ANY;
    };
  }

  static String words(CompiledFormula.Type type) {
    return switch (type) {
      case NUMBER -> "a number";
      case TEXT -> "text";
      case BOOLEAN -> "true or false";
      case LIST -> "a list";
      case ANY -> "anything";
    };
  }

  static FormulaException unlike(Json value, Json bound) {
    return new FormulaException(
        "%s cannot be compared with %s (expected: %s)"
            .formatted(CellTest.words(value), CellTest.words(bound), words(type(bound))));
  }
}
