package dev.converge.domain.tool;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.domain.rule.RuleSet;
import java.util.List;

/// How an agent uses a tool, as written in its spec.
///
/// @param tool its name
/// @param arguments of each call, as computed fields
/// @param each a formula for the list of which each item gives a fact, or empty if the answer as a
///   whole gives one
/// @param rules that make facts of the response; without fields and a table, the fields of the
///   contract are the members of the response with these names
public record ToolUse(String tool, RuleSet arguments, String each, RuleSet rules) {
  /// The name of a tool's response in formulas.
  public static final String ANSWER = "answer";

  /// The name of an item of the response in formulas.
  public static final String ITEM = "item";

  /// Names that arguments must not have.
  static final List<String> RESERVED = List.of(ANSWER, ITEM, "fact", "it");

  /// As the instruction of an agent.
  public Json.Obj json() {
    return Json.object()
        .put("tool", tool)
        .put("arguments", arguments.json())
        .put("each", each)
        .put("rules", rules.json())
        .build();
  }

  /// The tool use that an instruction holds.
  ///
  /// @throws IllegalArgumentException if the instruction was not written by [#json]
  static ToolUse of(String text) {
    try {
      if (Json.parse(text) instanceof Json.Obj json) {
        return new ToolUse(
            OptionalMembers.textOrEmpty(json, "tool"),
            rules(json, "arguments"),
            OptionalMembers.textOrEmpty(json, "each"),
            rules(json, "rules"));
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException("tool: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("tool: no object (expected: one)");
  }

  private static RuleSet rules(Json.Obj json, String name) {
    return RuleSet.of(OptionalMembers.object(json, name).orElse(Json.Obj.EMPTY).canonical());
  }

  /// Whether rules compute the fields from the response, instead of taking them from it by name.
  public boolean ruled() {
    return !rules.computed().isEmpty() || !rules.outputs().isEmpty();
  }
}
