package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import java.util.Set;
import java.util.TreeSet;

/// A schema without the keywords that a provider's strict mode refuses. Nothing is lost: the model
/// is told the whole contract in words, and the answer is checked against all of it.
final class StrictSchema {
  /// Refused everywhere but in plain JSON Schema.
  static final Set<String> LENGTHS = new TreeSet<>(Set.of("minLength", "maxLength"));

  /// Refused by Anthropic besides.
  static final Set<String> BOUNDS =
      new TreeSet<>(Set.of("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"));

  private StrictSchema() {}

  static Json schema(Json schema, Set<String> without) {
    return switch (schema) {
      case Json.Obj object -> {
        Json.Builder out = Json.object();
        object
            .fields()
            .forEach((name, value) -> {
              // The members of `properties` are names of ours, not keywords.
              if (name.equals("properties") && value instanceof Json.Obj members) {
                Json.Builder inner = Json.object();
                members.fields().forEach((key, each) -> inner.put(key, schema(each, without)));
                out.put(name, inner.build());
              } else if (!without.contains(name)) {
                out.put(name, schema(value, without));
              }
            });
        yield out.build();
      }
      case Json.Arr(var items) ->
          Json.array(items.stream().map(item -> schema(item, without)).toList());
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> schema;
    };
  }
}
