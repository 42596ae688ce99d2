package dev.converge.runtime.events;

import dev.converge.core.json.Json;
import dev.converge.runtime.ContractFile;
import java.util.List;
import java.util.TreeMap;

/// Makes a value that has every member that a schema of `api/openapi.yaml` names.
final class SchemaSample {
  private final Json.Obj root;

  SchemaSample(Json.Obj root) {
    this.root = root;
  }

  /// A value for a schema.
  Json of(Json.Obj node) {
    Json.Obj schema = ContractFile.resolve(root, node);
    if (schema.get("enum").orElse(null) instanceof Json.Arr(var words)) {
      return words.getFirst();
    }
    if (schema.get("const").isPresent()) {
      return schema.get("const").orElseThrow();
    }
    if (schema.get("allOf").orElse(null) instanceof Json.Arr(var parts)) {
      TreeMap<String, Json> all = new TreeMap<>();
      parts.forEach(part -> all.putAll(((Json.Obj) of((Json.Obj) part)).fields()));
      return Json.object(all);
    }
    return switch (text(schema, "type")) {
      case "object" -> object(schema);
      case "array" -> Json.array(List.of(of(ContractFile.object(schema, "items"))));
      case "integer", "number" -> schema.get("minimum").orElse(Json.of(1));
      case "boolean" -> Json.of(true);
      default -> Json.of(string(schema));
    };
  }

  private Json object(Json.Obj schema) {
    TreeMap<String, Json> all = new TreeMap<>();
    ContractFile.object(schema, "properties")
        .fields()
        .forEach((name, member) -> all.put(name, of((Json.Obj) member)));
    if (schema.get("additionalProperties").orElse(null) instanceof Json.Obj any) {
      all.put("x", of(any));
    }
    return Json.object(all);
  }

  private static String string(Json.Obj schema) {
    if (text(schema, "format").equals("date-time")) {
      return "2026-01-01T12:00:00.000Z";
    }
    return switch (text(schema, "pattern")) {
      case "" -> "x";
      case "^[0-9a-f]{64}$" -> "0".repeat(64);
      case "^[0-9a-f]{32}$" -> "0".repeat(32);
      case String pattern when pattern.contains("T[0-9]") -> "2026-01-01T12:00:00.000Z";
      case String pattern -> throw new AssertionError("no sample for " + pattern);
    };
  }

  private static String text(Json.Obj node, String name) {
    return node.get(name).orElse(null) instanceof Json.Str(var text) ? text : "";
  }
}
