package dev.converge.llm.model;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.Shortened;
import java.util.List;
import java.util.Optional;

/// Checks a value against the part of JSON Schema that [AnswerSchema] writes. Nothing is coerced:
/// `"5"` is no number and `Yes` no `yes`. The first thing that is wrong is named with its path.
final class SchemaValidator {
  private static final int SHOWN = 60;

  private SchemaValidator() {}

  static Optional<String> problem(Json.Obj schema, Json value, String path) {
    List<Json> choices = items(schema, "anyOf");
    if (!choices.isEmpty()) {
      return anyOf(choices, value, path);
    }
    return switch (OptionalMembers.text(schema, "type").orElse("")) {
      case "object" ->
          value instanceof Json.Obj object
              ? object(schema, object, path)
              : wrong(path, value, "an object");
      case "array" ->
          value instanceof Json.Arr(var elements)
              ? array(schema, elements, path)
              : wrong(path, value, "an array");
      case "string" ->
          value instanceof Json.Str(var text)
              ? string(schema, text, path)
              : wrong(path, value, "a string");
      case "integer" ->
          value instanceof Json.Num n && n.isInteger()
              ? number(schema, n, path)
              : wrong(path, value, "an integer");
      case "number" ->
          value instanceof Json.Num n ? number(schema, n, path) : wrong(path, value, "a number");
      case "boolean" ->
          value instanceof Json.Bool ? Optional.empty() : wrong(path, value, "true or false");
      case "null" -> value == Json.Null.NULL ? Optional.empty() : wrong(path, value, "null");
      default -> Optional.empty();
    };
  }

  private static Optional<String> anyOf(List<Json> choices, Json value, String path) {
    Optional<String> first = Optional.empty();
    for (Json choice : choices) {
      Optional<String> problem = problem((Json.Obj) choice, value, path);
      if (problem.isEmpty()) {
        return problem;
      }
      first = first.isEmpty() ? problem : first;
    }
    return first;
  }

  private static Optional<String> object(Json.Obj schema, Json.Obj value, String path) {
    Json.Obj properties = (Json.Obj) schema.get("properties").orElse(Json.Obj.EMPTY);
    for (String name : value.fields().keySet()) {
      if (properties.get(name).isEmpty()) {
        return Optional.of(
            at(path, name)
                + ": no such member (expected: "
                + String.join(", ", properties.fields().keySet())
                + ")");
      }
    }
    for (var property : properties.fields().entrySet()) {
      String where = at(path, property.getKey());
      Optional<Json> member = value.get(property.getKey());
      if (member.isEmpty()) {
        if (required(schema, property.getKey()) && !nullable((Json.Obj) property.getValue())) {
          return Optional.of(where + ": missing");
        }
        continue;
      }
      Optional<String> problem = problem((Json.Obj) property.getValue(), member.get(), where);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static boolean required(Json.Obj schema, String name) {
    return items(schema, "required").contains(Json.of(name));
  }

  private static boolean nullable(Json.Obj schema) {
    return items(schema, "anyOf").stream()
        .anyMatch(
            choice -> OptionalMembers.text((Json.Obj) choice, "type").equals(Optional.of("null")));
  }

  private static Optional<String> array(Json.Obj schema, List<Json> elements, String path) {
    Optional<String> size = bounds(schema, "minItems", "maxItems", elements.size(), path, " items");
    if (size.isPresent()) {
      return size;
    }
    Json.Obj items = (Json.Obj) schema.get("items").orElse(Json.Obj.EMPTY);
    for (int i = 0; i < elements.size(); i++) {
      Optional<String> problem = problem(items, elements.get(i), path + "[" + i + "]");
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> string(Json.Obj schema, String text, String path) {
    List<Json> allowed = items(schema, "enum");
    if (!allowed.isEmpty() && !allowed.contains(Json.of(text))) {
      return Optional.of(
          path + ": " + shown(Json.of(text)) + " (expected: one of " + shownAll(allowed) + ")");
    }
    if (text.isBlank() && OptionalMembers.number(schema, "minLength").isPresent()) {
      return Optional.of(path + ": blank (expected: text)");
    }
    int length = text.codePointCount(0, text.length());
    return bounds(schema, "minLength", "maxLength", length, path, " characters");
  }

  private static String shownAll(List<Json> allowed) {
    return String.join(", ", allowed.stream().limit(20).map(SchemaValidator::shown).toList())
        + (allowed.size() > 20 ? ", …" : "");
  }

  private static Optional<String> number(Json.Obj schema, Json.Num n, String path) {
    return bounds(schema, "minimum", "maximum", n.value(), path, "");
  }

  private static Optional<String> bounds(
      Json.Obj schema, String least, String most, double value, String path, String unit) {
    Optional<Double> min = OptionalMembers.number(schema, least);
    Optional<Double> max = OptionalMembers.number(schema, most);
    boolean low = min.isPresent() && value < min.get();
    boolean high = max.isPresent() && value > max.get();
    if (!low && !high) {
      return Optional.empty();
    }
    String expected =
        min.isPresent() && max.isPresent()
            ? plain(min.get()) + " to " + plain(max.get())
            : low ? "at least " + plain(min.get()) : "at most " + plain(max.orElseThrow());
    return Optional.of(path + ": " + plain(value) + unit + " (expected: " + expected + ")");
  }

  private static String plain(double value) {
    return new Json.Num(value).canonical();
  }

  private static List<Json> items(Json.Obj schema, String name) {
    return schema.get(name).orElse(null) instanceof Json.Arr(var list) ? list : List.of();
  }

  private static Optional<String> wrong(String path, Json value, String expected) {
    return Optional.of(path + ": " + shown(value) + " (expected: " + expected + ")");
  }

  private static String shown(Json value) {
    String text = value.canonical();
    return Shortened.of(text, SHOWN);
  }

  private static String at(String path, String name) {
    return path + "." + name;
  }
}
