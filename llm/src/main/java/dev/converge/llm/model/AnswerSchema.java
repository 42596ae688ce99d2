package dev.converge.llm.model;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The JSON Schema (2020-12) of an answer: an object with one array of facts for each key that the
/// agent writes. Every object is closed and names all its members, which is what providers with
/// strict structured output ask for. `required` has the members in the order in which a model is to
/// write them: first what it says, last how sure it is.
final class AnswerSchema {
  /// Maximum number of ids that are listed individually.
  static final int MOST_IDS = 200;

  private AnswerSchema() {}

  static Json.Obj of(PromptInput brief) {
    Json.Builder properties = Json.object();
    List<String> keys = new ArrayList<>();
    for (AgentSpec.Output output : brief.outputs()) {
      keys.add(output.key());
      PromptInput.Range range = brief.range(output);
      Json.Builder array = Json.object().put("type", "array").put("items", fact(brief, output));
      array.put("minItems", range.min());
      if (range.max() < Integer.MAX_VALUE) {
        array.put("maxItems", range.max());
      }
      properties.put(output.key(), array.build());
    }
    return closed(properties.build(), keys);
  }

  private static Json.Obj closed(Json.Obj properties, List<String> required) {
    return Json.object()
        .put("type", "object")
        .put("properties", properties)
        .put("required", required)
        .put("additionalProperties", false)
        .build();
  }

  private static Json.Obj fact(PromptInput brief, AgentSpec.Output output) {
    Json.Builder content =
        described("string", "The statement, in plain sentences.").put("minLength", 1);
    if (output.maxLength() > 0) {
      content.put("maxLength", output.maxLength());
    }
    Json.Builder properties =
        Json.object()
            .put("content", content.build())
            .put("cites", cites(brief, output))
            .put(
                "confidence",
                number(
                    described("number", "From 0 to 1: how well the cited facts support it."),
                    output.minConfidence(),
                    1));
    List<String> required = new ArrayList<>(List.of("content"));
    if (!output.fields().isEmpty()) {
      Json.Builder members = Json.object();
      List<String> names = new ArrayList<>();
      for (Field field : output.fields()) {
        members.put(field.name(), member(field));
        names.add(field.name());
      }
      properties.put("data", closed(members.build(), names));
      required.add("data");
    }
    required.addAll(List.of("cites", "confidence"));
    return closed(properties.build(), required);
  }

  private static Json.Obj cites(PromptInput brief, AgentSpec.Output output) {
    TreeSet<String> ids = new TreeSet<>();
    brief.facts().forEach(fact -> ids.add(fact.id()));
    brief.sources().forEach(fact -> ids.add(fact.id()));
    Json.Builder item = Json.object().put("type", "string");
    if (!ids.isEmpty() && ids.size() <= MOST_IDS) {
      item.put("enum", List.copyOf(ids));
    }
    int least = output.forEach().isEmpty() ? 0 : 1;
    for (AgentSpec.Cites cites : output.cites()) {
      least = Math.max(least, cites.min());
    }
    return described("array", "Ids of the facts that the statement rests on.")
        .put("items", item.build())
        .put("minItems", least)
        .build();
  }

  /// An optional member is one that may be `null`: strict providers have no other way to say it.
  private static Json.Obj member(Field field) {
    Json.Obj schema = typed(field);
    if (field.required()) {
      return schema;
    }
    return Json.object()
        .put("anyOf", Json.array(List.of(schema, Json.object().put("type", "null").build())))
        .build();
  }

  private static Json.Obj typed(Field field) {
    String says = "The " + field.name().replace('_', ' ') + words(field) + ".";
    return switch (field.type()) {
      case STRING -> sized(word(field, says), field, "minLength", "maxLength").build();
      case INTEGER -> number(described("integer", says), field.min(), field.max());
      case NUMBER -> number(described("number", says), field.min(), field.max());
      case BOOLEAN -> described("boolean", says).build();
      case LIST ->
          sized(
                  described("array", says).put("items", word(field, "One of them.").build()),
                  field,
                  "minItems",
                  "maxItems")
              .build();
    };
  }

  /// The bounds in words: not every provider takes them as keywords.
  private static String words(Field field) {
    boolean low = Double.isFinite(field.min()) && field.min() != 0;
    boolean high = Double.isFinite(field.max());
    String unit =
        switch (field.type()) {
          case STRING -> " characters";
          case LIST -> " items";
          case INTEGER, NUMBER, BOOLEAN -> "";
        };
    if (!low && !high) {
      return "";
    }
    String least = Json.of(Double.isFinite(field.min()) ? field.min() : 0).canonical();
    return high
        ? ", "
            + (low || unit.isEmpty() ? least + " to " : "at most ")
            + Json.of(field.max()).canonical()
            + unit
        : ", at least " + least + unit;
  }

  private static Json.Builder described(String type, String description) {
    return Json.object().put("type", type).put("description", description);
  }

  private static Json.Builder word(Field field, String says) {
    Json.Builder word = described("string", says);
    return field.oneOf().isEmpty() ? word : word.put("enum", field.oneOf());
  }

  private static Json.Builder sized(Json.Builder schema, Field field, String min, String max) {
    if (field.min() > 0) {
      schema.put(min, field.min());
    }
    if (Double.isFinite(field.max())) {
      schema.put(max, field.max());
    }
    return schema;
  }

  private static Json.Obj number(Json.Builder schema, double min, double max) {
    if (Double.isFinite(min)) {
      schema.put("minimum", min);
    }
    if (Double.isFinite(max)) {
      schema.put("maximum", max);
    }
    return schema.build();
  }

  /// A range of counts in words.
  static String words(int min, int max) {
    if (max == Integer.MAX_VALUE) {
      return "at least " + min;
    }
    return min == max ? String.valueOf(min) : min + " to " + max;
  }
}
