package dev.converge.domain.template;

import dev.converge.core.Program;
import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.Ids;
import java.util.ArrayList;
import java.util.List;

/// The seeds that a program asks for, as a JSON Schema.
final class SeedSchema {
  private SeedSchema() {}

  static Json.Obj of(Program program, int maxSeeds) {
    List<SeedRule> rules = program.definition().seeds();
    List<Json> demands = new ArrayList<>();
    List<Json> known = new ArrayList<>();
    List<Json> kinds = new ArrayList<>();
    for (SeedRule rule : rules) {
      if (rule.required()) {
        demands.add(demand(rule));
      }
      known.add(
          Json.object()
              .put("id_prefix", rule.idPrefix())
              .put("required", rule.required())
              .put("description", rule.description())
              .put("data", rule.data().isEmpty() ? null : data(rule.data()))
              .build());
      if (!rule.data().isEmpty()) {
        kinds.add(carrying(rule));
      }
    }
    Json.Builder schema =
        Json.object()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", "Seeds of " + program.name())
            .put("type", "array")
            .put("maxItems", maxSeeds)
            .put("items", seed(kinds))
            .put("x-seeds", Json.array(known));
    if (!demands.isEmpty()) {
      schema.put("allOf", Json.array(demands));
    }
    return schema.build();
  }

  private static Json demand(SeedRule rule) {
    Json id = id(rule);
    return Json.object()
        .put("description", rule.description().isEmpty() ? null : rule.description())
        .put(
            "contains",
            Json.object()
                .put("properties", Json.object().put("id", id).build())
                .put("required", List.of("id"))
                .build())
        .build();
  }

  private static Json id(SeedRule rule) {
    return Json.object().put("pattern", "^" + rule.idPrefix().replace(".", "\\.")).build();
  }

  /// Seeds with such an id have such data.
  private static Json carrying(SeedRule rule) {
    Json.Builder then =
        Json.object().put("properties", Json.object().put("data", data(rule.data())).build());
    if (rule.data().stream().anyMatch(Field::required)) {
      then.put("required", List.of("data"));
    }
    return Json.object()
        .put(
            "if",
            Json.object().put("properties", Json.object().put("id", id(rule)).build()).build())
        .put("then", then.build())
        .build();
  }

  private static Json data(List<Field> fields) {
    Json.Builder members = Json.object();
    fields.forEach(field -> members.put(field.name(), value(field)));
    return Json.object()
        .put("type", "object")
        .put("required", fields.stream().filter(Field::required).map(Field::name).toList())
        .put("properties", members.build())
        .build();
  }

  private static Json value(Field field) {
    Json.Builder out = Json.object();
    return switch (field.type()) {
      case STRING ->
          bounds(out.put("type", "string"), field, "minLength", "maxLength")
              .put("enum", field.oneOf().isEmpty() ? null : Json.strings(field.oneOf()))
              .build();
      case INTEGER -> bounds(out.put("type", "integer"), field, "minimum", "maximum").build();
      case NUMBER -> bounds(out.put("type", "number"), field, "minimum", "maximum").build();
      case BOOLEAN -> out.put("type", "boolean").build();
      case LIST -> {
        Json.Builder item = Json.object().put("type", "string");
        item.put("enum", field.oneOf().isEmpty() ? null : Json.strings(field.oneOf()));
        yield bounds(out.put("type", "array"), field, "minItems", "maxItems")
            .put("items", item.build())
            .build();
      }
    };
  }

  private static Json.Builder bounds(Json.Builder out, Field field, String least, String most) {
    if (Double.isFinite(field.min())) {
      out.put(least, field.min());
    }
    if (Double.isFinite(field.max())) {
      out.put(most, field.max());
    }
    return out;
  }

  private static Json seed(List<Json> kinds) {
    String pattern = "^[A-Za-z0-9][A-Za-z0-9._:-]{0," + (Ids.MAX_LENGTH - 1) + "}$";
    return Json.object()
        .put("type", "object")
        .put("required", List.of("id", "content"))
        .put("additionalProperties", false)
        .put(
            "properties",
            Json.object()
                .put("id", Json.object().put("type", "string").put("pattern", pattern).build())
                .put("content", Json.object().put("type", "string").build())
                .put("data", Json.object().put("type", "object").build())
                .build())
        .put("allOf", kinds.isEmpty() ? null : Json.array(kinds))
        .build();
  }
}
