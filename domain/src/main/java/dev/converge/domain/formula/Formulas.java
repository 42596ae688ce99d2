package dev.converge.domain.formula;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.converge.core.agent.Field;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compiles formulas. Thread-safe.
public final class Formulas {
  /// Maximum length of a formula, in code points.
  public static final int MAX_CHARACTERS = 1_000;

  /// Maximum nesting depth of brackets in a formula.
  public static final int MAX_DEPTH = 32;

  /// Maximum number of list steps in one evaluation of a formula.
  public static final int MAX_STEPS = 20_000;

  /// Maximum number of instructions of a regular expression in a formula.
  public static final int MAX_REGEX = 1_000;

  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '([^']*)' applied to '([^']*)'.*");
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

  private Formulas() {}

  /// The library, loaded with the first formula.
  private static final class Language {
    static final CelOptions OPTIONS =
        CelOptions.current()
            .maxExpressionCodePointSize(MAX_CHARACTERS)
            .maxParseRecursionDepth(MAX_DEPTH)
            .comprehensionMaxIterations(MAX_STEPS)
            .maxRegexProgramSize(MAX_REGEX)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    static final CelCompiler COMPILER = builder().build();

    static final CelRuntime RUNTIME =
        CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(FormulaFunctions.BINDINGS)
            .build();

    private Language() {}

    static CelCompilerBuilder builder() {
      CelType any = MapType.create(SimpleType.STRING, SimpleType.DYN);
      CelType lists = MapType.create(SimpleType.STRING, ListType.create(SimpleType.DYN));
      return CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar(FormulaNames.FACT, any)
          .addVar(FormulaNames.IT, any)
          .addVar(FormulaNames.FACTS, lists)
          .addVar(FormulaNames.CITED, lists)
          .addVar(FormulaNames.TABLES, lists)
          .addFunctionDeclarations(FormulaFunctions.DECLARATIONS);
    }
  }

  /// Compiles a formula.
  ///
  /// @throws FormulaException that says what is wrong with it
  public static CompiledFormula compile(String text, FormulaSetting setting)
      throws FormulaException {
    try {
      CelAbstractSyntaxTree named = named(text, setting);
      CelAbstractSyntaxTree checked = good(Language.COMPILER.check(named));
      CelAbstractSyntaxTree typed =
          setting.fields().isEmpty() ? checked : good(typed(setting).check(named));
      return new CompiledFormula(
          text, result(typed.getResultType()), Language.RUNTIME.createProgram(checked));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new FormulaException(String.valueOf(e.getMessage()));
    }
  }

  static CelAbstractSyntaxTree named(String text, FormulaSetting setting)
      throws FormulaException, CelValidationException {
    if (text.isBlank()) {
      throw new FormulaException("is empty (expected: a formula)");
    }
    int length = text.codePointCount(0, text.length());
    if (length > MAX_CHARACTERS) {
      throw new FormulaException(length + " characters (expected: at most " + MAX_CHARACTERS + ")");
    }
    CelMutableAst ast = CelMutableAst.fromCelAst(good(Language.COMPILER.parse(text)));
    new FormulaNames(setting).read(ast.expr());
    return ast.toParsedAst();
  }

  /// The same language, in which the fields of the fact are typed.
  private static CelCompiler typed(FormulaSetting setting) {
    CelCompilerBuilder builder = Language.builder();
    for (Field field : setting.fields()) {
      builder.addVar(
          FormulaNames.FACT + "." + field.name(),
          switch (field.type()) {
            case STRING -> SimpleType.STRING;
            case INTEGER, NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case LIST -> ListType.create(SimpleType.STRING);
          });
    }
    return builder.build();
  }

  private static CompiledFormula.Type result(CelType type) {
    return switch (type.kind()) {
      case BOOL -> CompiledFormula.Type.BOOLEAN;
      case DOUBLE, INT, UINT -> CompiledFormula.Type.NUMBER;
      case STRING -> CompiledFormula.Type.TEXT;
      case LIST -> CompiledFormula.Type.LIST;
      default -> CompiledFormula.Type.ANY;
    };
  }

  private static CelAbstractSyntaxTree good(CelValidationResult result)
      throws FormulaException, CelValidationException {
    if (result.hasError()) {
      CelIssue first = result.getErrors().getFirst();
      throw new FormulaException(
          plain(first.getMessage())
              + " at character "
              + (first.getSourceLocation().getColumn() + 1));
    }
    return result.getAst();
  }

  private static String plain(String message) {
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      String of =
          overload
              .group(2)
              .replace("double", "number")
              .replace("string", "text")
              .replace("bool", "true or false")
              .replace("dyn", "anything");
      return overload.group(1).replace("_", "") + " does not work on " + of;
    }
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      return "no function or name \"" + undeclared.group(1) + "\"";
    }
    if (message.contains("'<EOF>'")) {
      return "the formula ends too soon";
    }
    int expecting = message.indexOf(" expecting ");
    return expecting > 0 ? message.substring(0, expecting) : message;
  }
}
