package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Responses of OpenAI, by platform.openai.com/docs as of November 2026.
public final class StrictOpenAi extends StrictProvider {
  private static final Set<String> MODELS = Set.of("gpt-6.1-sol", "gpt-6-luna");

  /// Those of both: gpt-6.1-sol no longer takes `none`.
  private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("OPENAI_API_KEY", KEY);
  }

  @Override
  public String catalogue() {
    return "{providers: {openai: {api: openai, base_url: '%s/v1', key: OPENAI_API_KEY}}}"
        .formatted(url());
  }

  @Override
  Optional<String> problem(String path, Headers headers, Json.Obj body) {
    double most = OptionalMembers.number(body, "max_output_tokens").orElse(0.0);
    return first(
        unless(path.equals("/v1/responses"), "Not Found"),
        unless(("Bearer " + KEY).equals(headers.getFirst("Authorization")), "Incorrect API key"),
        // Temperature and top_p are refused by reasoning models.
        unknown(
            "",
            body,
            "model",
            "instructions",
            "input",
            "max_output_tokens",
            "prompt_cache_key",
            "store",
            "reasoning",
            "text",
            "tools",
            "max_tool_calls",
            "include"),
        unless(MODELS.contains(OptionalMembers.textOrEmpty(body, "model")), "model_not_found"),
        unless(most >= 16 && most <= 128_000, "max_output_tokens: " + most),
        unless(
            OptionalMembers.textOrEmpty(body, "prompt_cache_key").length() <= 64,
            "prompt_cache_key"),
        unless(Json.of(false).equals(body.get("store").orElse(null)), "store"),
        unknown("reasoning.", at(body, "reasoning"), "effort", "summary"),
        unless(
            EFFORTS.contains(
                OptionalMembers.text(at(body, "reasoning"), "effort").orElse("medium")),
            "reasoning.effort"),
        format(at(body, "text", "format")),
        tools(body));
  }

  private static Optional<String> format(Json.Obj format) {
    return first(
        unknown("text.format.", format, "type", "name", "strict", "schema"),
        unless(
            OptionalMembers.textOrEmpty(format, "type").equals("json_schema"), "text.format.type"),
        unless(
            OptionalMembers.textOrEmpty(format, "name").matches("[a-zA-Z0-9_-]{1,64}"),
            "text.format.name"),
        unless(OptionalMembers.flag(format, "strict"), "text.format.strict"),
        schema(
            at(format, "schema"),
            "type",
            "description",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "const",
            "anyOf",
            "$ref",
            "$defs",
            "pattern",
            "format",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "maxItems"));
  }

  private static Optional<String> tools(Json.Obj body) {
    for (Json.Obj tool : OptionalMembers.objects(body, "tools")) {
      Optional<String> problem =
          first(
              unless(
                  OptionalMembers.textOrEmpty(tool, "type").equals("web_search"), "tools[0].type"),
              unknown(
                  "tools[0].", tool, "type", "search_context_size", "filters", "user_location"));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  @Override
  Json.Obj error(String message) {
    return object(
        "error",
        object(
            "message",
            message,
            "type",
            "invalid_request_error",
            "param",
            Json.Null.NULL,
            "code",
            Json.Null.NULL));
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    List<Json> output = new ArrayList<>();
    List<Json> annotations = new ArrayList<>();
    output.add(object("type", "reasoning", "id", "rs_1", "summary", List.of()));
    if (request.get("tools").isPresent()) {
      output.add(
          object(
              "type", "web_search_call",
              "id", "ws_1",
              "status", "completed",
              "action",
                  object(
                      "type", "search",
                      "query", "alternatives",
                      "sources", List.of(object("type", "url", "url", PAGE)))));
      int start = text.indexOf("\"content\":\"") + "\"content\":\"".length();
      annotations.add(
          object(
              "type",
              "url_citation",
              "url",
              PAGE,
              "title",
              "Found",
              "start_index",
              start,
              "end_index",
              start + 2));
    }
    output.add(
        object(
            "type", "message",
            "id", "msg_1",
            "status", "completed",
            "role", "assistant",
            "content",
                List.of(object("type", "output_text", "text", text, "annotations", annotations))));
    return object(
        "id",
        "resp_1",
        "object",
        "response",
        "status",
        "completed",
        "error",
        Json.Null.NULL,
        "incomplete_details",
        Json.Null.NULL,
        "model",
        OptionalMembers.textOrEmpty(request, "model"),
        "output",
        output,
        "usage",
        object(
            "input_tokens", 1000,
            "input_tokens_details", object("cached_tokens", 200, "cache_write_tokens", 300),
            "output_tokens", 400,
            "output_tokens_details", object("reasoning_tokens", 100),
            "total_tokens", 1400));
  }
}
