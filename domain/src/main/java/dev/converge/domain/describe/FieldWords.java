package dev.converge.domain.describe;

import dev.converge.core.agent.Field;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.text.EnumWord;

/// What a contract says about a member of a fact's data, in words.
public final class FieldWords {
  private FieldWords() {}

  /// A member of a fact's data with its type and rule, such as `integer "impact" of 1 to 10`.
  public static String of(Field field) {
    String type = EnumWord.of(field.type());
    String range = range(field);
    return (type.startsWith("i") ? "an " : "a ")
        + type
        + " \""
        + field.name()
        + "\""
        + (range.isEmpty() ? "" : " of " + range)
        + (field.oneOf().isEmpty() ? "" : " that is one of " + ConditionWords.quoted(field.oneOf()))
        + (field.required() ? "" : ", if it has one");
  }

  private static String range(Field field) {
    boolean least = field.min() != Double.NEGATIVE_INFINITY;
    boolean most = field.max() != Double.POSITIVE_INFINITY;
    String unit =
        switch (field.type()) {
          case STRING -> " characters";
          case LIST -> " items";
          case INTEGER, NUMBER, BOOLEAN -> "";
        };
    if (least && most) {
      return CanonicalWriter.number(field.min())
          + " to "
          + CanonicalWriter.number(field.max())
          + unit;
    }
    return least
        ? "at least " + CanonicalWriter.number(field.min()) + unit
        : most ? "at most " + CanonicalWriter.number(field.max()) + unit : "";
  }
}
