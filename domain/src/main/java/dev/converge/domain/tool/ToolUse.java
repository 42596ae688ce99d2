package dev.converge.domain.tool;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.domain.rule.RuleSet;
import java.util.List;

/// How an agent uses a tool, as its spec says it.
///
/// @param tool its name
/// @param arguments what each call gives, as computed fields
/// @param each a formula for the list of which each item gives a fact, or empty if the answer as a
///   whole gives one
/// @param rules what is made of an answer; without fields and a table, the fields of the contract
///   are the members of the answer of these names
public record ToolUse(String tool, RuleSet arguments, String each, RuleSet rules) {
  /// The name of a tool's answer in formulas.
  public static final String ANSWER = "answer";

  /// The name of an item of its answer in formulas.
  public static final String ITEM = "item";

  /// Names that arguments cannot have.
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

  /// What an instruction says.
  ///
  /// @throws IllegalArgumentException if it was not written by [#json]
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

  /// Whether the fields are made of the answer by rules, and not taken from it by name.
  public boolean ruled() {
    return !rules.computed().isEmpty() || !rules.outputs().isEmpty();
  }
}
