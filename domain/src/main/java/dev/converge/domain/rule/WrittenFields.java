package dev.converge.domain.rule;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.domain.formula.CompiledFormula;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is known about the fields that rules write, before the rules are evaluated.
public final class WrittenFields {
  private WrittenFields() {}

  /// A field that rules write.
  ///
  /// @param field its type and values; empty if they are known only when it is calculated
  /// @param always whether each fact has it
  public record Written(String name, Optional<Field> field, boolean always) {}

  /// The fields, each once.
  public static List<Written> of(CompiledRules rules) {
    List<Written> all = new ArrayList<>();
    rules
        .computed()
        .forEach(one -> all.add(new Written(one.name(), typed(one.name(), one.formula()), true)));
    for (String name : rules.source().outputs()) {
      List<Operand> operands = new ArrayList<>();
      for (CompiledRules.Row row : rules.rows()) {
        if (row.outputs().containsKey(name)) {
          operands.add(row.outputs().get(name));
        }
      }
      all.removeIf(one -> one.name().equals(name));
      all.add(new Written(name, typed(name, operands), operands.size() == rules.rows().size()));
    }
    return all;
  }

  /// The literals under an output, with their lines.
  ///
  /// @param line in the spec
  public record Literal(String name, Json value, int line) {}

  /// Every literal of the table.
  public static List<Literal> literals(CompiledRules rules) {
    List<Literal> all = new ArrayList<>();
    for (CompiledRules.Row row : rules.rows()) {
      row.outputs()
          .forEach((name, operand) -> {
            if (operand instanceof Operand.Literal(var value)) {
              all.add(new Literal(name, value, row.line()));
            }
          });
    }
    return all;
  }

  private static Optional<Field> typed(String name, CompiledFormula formula) {
    return switch (formula.type()) {
      case BOOLEAN -> Optional.of(Field.of(name, Field.Type.BOOLEAN));
      case NUMBER -> Optional.of(Field.of(name, Field.Type.NUMBER));
      case TEXT -> Optional.of(Field.of(name, Field.Type.STRING));
      case LIST, ANY -> Optional.empty();
    };
  }

  private static Optional<Field> typed(String name, List<Operand> operands) {
    List<String> texts = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    int truths = 0;
    for (Operand operand : operands) {
      switch (operand) {
        case Operand.Literal(Json.Str(var text)) -> texts.add(text);
        case Operand.Literal(Json.Num(double number)) -> numbers.add(number);
        case Operand.Literal(Json.Bool _) -> truths++;
        case Operand.Literal _, Operand.Calculated _ -> {
          return Optional.empty();
        }
      }
    }
    double no = Double.NEGATIVE_INFINITY;
    if (!texts.isEmpty() && texts.size() == operands.size()) {
      List<String> values = texts.stream().distinct().toList();
      return Optional.of(new Field(name, Field.Type.STRING, false, no, -no, values));
    }
    if (!numbers.isEmpty() && numbers.size() == operands.size()) {
      double least = numbers.stream().mapToDouble(d -> d).min().orElse(no);
      double most = numbers.stream().mapToDouble(d -> d).max().orElse(-no);
      return Optional.of(new Field(name, Field.Type.NUMBER, false, least, most, List.of()));
    }
    return truths > 0 && truths == operands.size()
        ? Optional.of(Field.of(name, Field.Type.BOOLEAN))
        : Optional.empty();
  }
}
