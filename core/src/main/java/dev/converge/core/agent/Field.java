package dev.converge.core.agent;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;

/// A member that a fact's data must carry.
///
/// @param name of the member
/// @param type of its value
/// @param required whether it must be present
/// @param min minimum value of a number, length of a string in characters, or number of items
/// @param max maximum value, length or number of items
/// @param oneOf the only allowed values (of a string, or of each item of a list); empty for any
public record Field(
    String name, Type type, boolean required, double min, double max, List<String> oneOf) {
  /// Types of values.
  public enum Type {
    /// Text.
    STRING,
    /// A whole number.
    INTEGER,
    /// Any number.
    NUMBER,
    /// True or false.
    BOOLEAN,
    /// A list of strings.
    LIST
  }

  /// Copies the list.
  public Field {
    oneOf = List.copyOf(oneOf);
  }

  /// A required member with any value of a type.
  public static Field of(String name, Type type) {
    return new Field(
        name, type, true, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of());
  }

  /// What is wrong with this field in the data, if anything.
  public Optional<String> problem(Json.Obj data) {
    Optional<Json> found = data.get(name).filter(value -> value != Json.Null.NULL);
    if (found.isEmpty()) {
      return required ? Optional.of("field \"" + name + "\" is missing") : Optional.empty();
    }
    return mismatch(found.get()).map(what -> "field \"" + name + "\" " + what);
  }

  private Optional<String> mismatch(Json value) {
    return switch (type) {
      case STRING -> value instanceof Json.Str(var text) ? string(text) : wrongType("a string");
      case INTEGER ->
          value instanceof Json.Num n && n.isInteger() ? range(n.value()) : wrongType("an integer");
      case NUMBER -> value instanceof Json.Num n ? range(n.value()) : wrongType("a number");
      case BOOLEAN -> value instanceof Json.Bool ? Optional.empty() : wrongType("true or false");
      case LIST -> value instanceof Json.Arr(var items) ? list(items) : wrongType("a list");
    };
  }

  private Optional<String> string(String text) {
    if (!oneOf.isEmpty() && !oneOf.contains(text)) {
      return Optional.of("is \"" + text + "\" (expected: one of " + oneOf + ")");
    }
    return size(text.codePointCount(0, text.length()), "characters");
  }

  private Optional<String> list(List<Json> items) {
    for (Json item : items) {
      if (!(item instanceof Json.Str(var text))) {
        return wrongType("a list of strings");
      }
      if (!oneOf.isEmpty() && !oneOf.contains(text)) {
        return Optional.of("has \"" + text + "\" (expected: one of " + oneOf + ")");
      }
    }
    return size(items.size(), "items");
  }

  private Optional<String> size(int size, String unit) {
    return size < min || size > max
        ? Optional.of("has " + size + " " + unit + " (expected: " + bounds() + ")")
        : Optional.empty();
  }

  private Optional<String> range(double value) {
    return value < min || value > max
        ? Optional.of("is " + CanonicalWriter.number(value) + " (expected: " + bounds() + ")")
        : Optional.empty();
  }

  private String bounds() {
    if (max == Double.POSITIVE_INFINITY) {
      return "at least " + CanonicalWriter.number(min);
    }
    if (min == Double.NEGATIVE_INFINITY) {
      return "at most " + CanonicalWriter.number(max);
    }
    return CanonicalWriter.number(min) + " to " + CanonicalWriter.number(max);
  }

  private static Optional<String> wrongType(String expected) {
    return Optional.of("has the wrong type (expected: " + expected + ")");
  }
}
