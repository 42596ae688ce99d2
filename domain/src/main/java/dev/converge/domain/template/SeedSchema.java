package dev.converge.domain.template;

import dev.converge.core.Program;
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
    for (SeedRule rule : rules) {
      if (rule.required()) {
        demands.add(demand(rule));
      }
      known.add(
          Json.object()
              .put("id_prefix", rule.idPrefix())
              .put("required", rule.required())
              .put("description", rule.description())
              .build());
    }
    Json.Builder schema =
        Json.object()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", "Seeds of " + program.name())
            .put("type", "array")
            .put("maxItems", maxSeeds)
            .put("items", seed())
            .put("x-seeds", Json.array(known));
    if (!demands.isEmpty()) {
      schema.put("allOf", Json.array(demands));
    }
    return schema.build();
  }

  private static Json demand(SeedRule rule) {
    Json id = Json.object().put("pattern", "^" + rule.idPrefix().replace(".", "\\.")).build();
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

  private static Json seed() {
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
        .build();
  }
}
