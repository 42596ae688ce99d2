package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Agents of Perplexity, by docs.perplexity.ai and its guide for those who come from Sonar, as of
/// November 2026.
public final class StrictPerplexity extends StrictProvider {
  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("PERPLEXITY_API_KEY", KEY);
  }

  @Override
  public String catalogue() {
    return "{providers: {perplexity: {api: perplexity, base_url: '%s', key: PERPLEXITY_API_KEY}}}"
        .formatted(url());
  }

  @Override
  Optional<String> problem(String path, Headers headers, Json.Obj body) {
    double most = OptionalMembers.number(body, "max_output_tokens").orElse(0.0);
    Json.Obj named = at(body, "response_format", "json_schema");
    return first(
        unless(path.equals("/v1/agent"), "Sonar is now the Agent API"),
        unless(("Bearer " + KEY).equals(headers.getFirst("Authorization")), "forbidden"),
        unknown(
            "invalid request body: json: unknown field ",
            body,
            "model",
            "instructions",
            "input",
            "max_output_tokens",
            "reasoning",
            "response_format",
            "tools",
            "max_tool_calls",
            "max_steps"),
        unless(
            OptionalMembers.textOrEmpty(body, "model").equals("perplexity/sonar"), "invalid_model"),
        unless(!OptionalMembers.textOrEmpty(body, "input").isBlank(), "input"),
        unless(most >= 16 && most <= 128_000, "max_output_tokens: " + most),
        unless(
            Set.of("minimal", "low", "medium", "high", "xhigh", "max")
                .contains(OptionalMembers.text(at(body, "reasoning"), "effort").orElse("medium")),
            "reasoning.effort"),
        unless(
            OptionalMembers.textOrEmpty(at(body, "response_format"), "type").equals("json_schema"),
            "response_format.type"),
        unknown("response_format.json_schema.", named, "name", "schema", "description", "strict"),
        unless(
            OptionalMembers.textOrEmpty(named, "name").matches("[A-Za-z0-9_-]{1,64}"),
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
            "anyOf"),
        tools(body));
  }

  private static Optional<String> tools(Json.Obj body) {
    double steps = OptionalMembers.number(body, "max_steps").orElse(1.0);
    double calls = OptionalMembers.number(body, "max_tool_calls").orElse(0.0);
    for (Json.Obj tool : OptionalMembers.objects(body, "tools")) {
      Optional<String> problem =
          first(
              unless(
                  OptionalMembers.textOrEmpty(tool, "type").equals("web_search"), "tools[0].type"),
              unknown(
                  "json: unknown field ",
                  tool,
                  "type",
                  "filters",
                  "max_results",
                  "max_tokens",
                  "max_tokens_per_page",
                  "search_context_size",
                  "user_location"),
              unless(
                  tool.get("search_context_size").isEmpty() || tool.get("max_tokens").isEmpty(),
                  "search_context_size beside max_tokens"));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return first(
        unless(steps >= 1 && steps <= 100 && Math.rint(steps) == steps, "max_steps: " + steps),
        unless(
            calls > 0 || body.get("tools").isEmpty(), "a tool is offered that cannot be called"));
  }

  @Override
  Json.Obj error(String message) {
    return object("error", object("message", message, "type", "invalid_request", "code", 400));
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    List<Json> output = new ArrayList<>();
    boolean searches = request.get("tools").isPresent();
    if (searches) {
      output.add(
          object(
              "type", "search_results",
              "queries", List.of("alternatives"),
              "results",
                  List.of(
                      object(
                          "id", 1,
                          "url", PAGE,
                          "title", "Found",
                          "snippet", "It grows",
                          "date", "2026-11-03",
                          "last_updated", "2026-11-20",
                          "source", "web"))));
    }
    String cited = searches ? text.replaceFirst("\"content\":\"", "\"content\":\"[1] ") : text;
    output.add(
        object(
            "type", "message",
            "id", "msg_1",
            "status", "completed",
            "role", "assistant",
            "content",
                List.of(object("type", "output_text", "text", cited, "annotations", List.of()))));
    return object(
        "id",
        "resp_1",
        "object",
        "response",
        "created_at",
        1_790_000_000,
        "status",
        "completed",
        "model",
        OptionalMembers.textOrEmpty(request, "model"),
        "output",
        output,
        "usage",
        object(
            "input_tokens",
            1000,
            "input_tokens_details",
            object("cache_creation_input_tokens", 0, "cache_read_input_tokens", 200),
            "output_tokens",
            400,
            "total_tokens",
            1400,
            "tool_calls_details",
            searches ? object("search_web", object("invocation", 1)) : Json.Obj.EMPTY));
  }
}
