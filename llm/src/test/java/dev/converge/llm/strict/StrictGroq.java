package dev.converge.llm.strict;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Chat completions of Groq, by console.groq.com/docs as of November 2026.
public final class StrictGroq extends StrictChat {
  @Override
  public String name() {
    return "groq";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("GROQ_API_KEY", KEY);
  }

  @Override
  public String catalogue() {
    return "{providers: {groq: {api: groq, base_url: '%s/openai/v1', key: GROQ_API_KEY}}}"
        .formatted(url());
  }

  @Override
  String path() {
    return "/openai/v1/chat/completions";
  }

  @Override
  Optional<String> details(Json.Obj body) {
    Json.Obj named = at(body, "response_format", "json_schema");
    double most = OptionalMembers.number(body, "max_completion_tokens").orElse(0.0);
    return first(
        unknown(
            "property ",
            body,
            "model",
            "messages",
            "response_format",
            "max_completion_tokens",
            "reasoning_effort",
            "include_reasoning"),
        unless(
            OptionalMembers.textOrEmpty(body, "model").equals("openai/gpt-oss-120b"),
            "model_not_found"),
        unless(most >= 1 && most <= 65_536, "max_completion_tokens: " + most),
        unless(
            Set.of("low", "medium", "high")
                .contains(OptionalMembers.text(body, "reasoning_effort").orElse("medium")),
            "reasoning_effort"),
        unknown("response_format.json_schema.", named, "name", "strict", "schema", "description"),
        unless(
            !OptionalMembers.textOrEmpty(named, "name").isEmpty(),
            "response_format.json_schema.name"),
        schema(
            at(named, "schema"),
            "type",
            "description",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "$ref",
            "$defs"));
  }
}
