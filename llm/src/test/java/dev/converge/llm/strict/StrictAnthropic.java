package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Messages of Anthropic, by platform.claude.com/docs as of November 2026.
public final class StrictAnthropic extends StrictProvider {
  private static final Set<String> ADAPTIVE =
      Set.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5");
  private static final int MOST_OUTPUT = 128_000;

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("ANTHROPIC_API_KEY", KEY);
  }

  @Override
  public String catalogue() {
    return "{providers: {anthropic: {api: anthropic, base_url: '%s/v1', key: ANTHROPIC_API_KEY}}}"
        .formatted(url());
  }

  @Override
  Optional<String> problem(String path, Headers headers, Json.Obj body) {
    String model = OptionalMembers.textOrEmpty(body, "model");
    double most = OptionalMembers.number(body, "max_tokens").orElse(0.0);
    return first(
        unless(path.equals("/v1/messages"), "Not Found"),
        unless(KEY.equals(headers.getFirst("x-api-key")), "invalid x-api-key"),
        unless(
            "2023-06-01".equals(headers.getFirst("anthropic-version")),
            "anthropic-version: header is required"),
        unknown(
            "",
            body,
            "model",
            "max_tokens",
            "system",
            "messages",
            "thinking",
            "output_config",
            "tools"),
        unless(ADAPTIVE.contains(model), "model: " + model),
        unless(most >= 1 && most <= MOST_OUTPUT, "max_tokens: " + most),
        thinking(model, body),
        output(model, body),
        tools(body),
        messages(body));
  }

  private static Optional<String> thinking(String model, Json.Obj body) {
    Json.Obj thinking = at(body, "thinking");
    if (thinking.fields().isEmpty()) {
      return Optional.empty();
    }
    return first(
        unless(
            OptionalMembers.textOrEmpty(thinking, "type").equals("adaptive")
                && ADAPTIVE.contains(model),
            "adaptive thinking is not supported on this model"),
        unknown("thinking.", thinking, "type", "display"));
  }

  private static Optional<String> output(String model, Json.Obj body) {
    Json.Obj config = at(body, "output_config");
    String effort = OptionalMembers.text(config, "effort").orElse("high");
    if (!config.get("format").isPresent()) {
      return unless(
          config.get("effort").isEmpty() || ADAPTIVE.contains(model),
          "This model does not support the effort parameter.");
    }
    return first(
        unknown("output_config.", config, "effort", "format"),
        unless(
            config.get("effort").isEmpty() || ADAPTIVE.contains(model),
            "This model does not support the effort parameter."),
        unless(
            Set.of("low", "medium", "high", "xhigh", "max").contains(effort),
            "output_config.effort: " + effort),
        unless(
            OptionalMembers.textOrEmpty(at(config, "format"), "type").equals("json_schema"),
            "output_config.format.type"),
        unless(
            body.get("tools").isEmpty(),
            "citations are not supported with structured outputs: remove output_config.format"),
        schema(
            at(config, "format", "schema"),
            "type",
            "description",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "const",
            "anyOf",
            "allOf",
            "$ref",
            "$defs",
            "format"));
  }

  private static Optional<String> tools(Json.Obj body) {
    for (Json.Obj tool : OptionalMembers.objects(body, "tools")) {
      Optional<String> problem =
          first(
              unless(
                  Set.of("web_search_20250305", "web_search_20260209", "web_search_20260318")
                      .contains(OptionalMembers.textOrEmpty(tool, "type")),
                  "tools.0.type"),
              unless(
                  OptionalMembers.textOrEmpty(tool, "name").equals("web_search"), "tools.0.name"),
              unknown("tools.0.", tool, "type", "name", "max_uses"));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> messages(Json.Obj body) {
    List<Json.Obj> blocks = new ArrayList<>(OptionalMembers.objects(body, "system"));
    for (Json.Obj message : OptionalMembers.objects(body, "messages")) {
      Optional<String> problem = unknown("messages.0.", message, "role", "content");
      if (problem.isPresent()) {
        return problem;
      }
      blocks.addAll(OptionalMembers.objects(message, "content"));
    }
    long kept = blocks.stream().filter(block -> block.get("cache_control").isPresent()).count();
    boolean stable = blocks.getFirst().get("cache_control").isPresent();
    return first(
        unless(kept <= 4, "A maximum of 4 blocks with cache_control may be provided."),
        unless(stable, "the prefix that all agents share is not marked to be kept"),
        unless(
            blocks.stream().allMatch(b -> !OptionalMembers.textOrEmpty(b, "text").isBlank()),
            "messages: text content blocks must be non-empty"));
  }

  @Override
  Json.Obj error(String message) {
    return object(
        "type", "error",
        "error", object("type", "invalid_request_error", "message", message),
        "request_id", "req_1");
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    boolean searches = request.get("tools").isPresent();
    List<Json> content = new ArrayList<>();
    if (at(request, "thinking").get("type").isPresent()) {
      content.add(object("type", "thinking", "thinking", "", "signature", "x"));
    }
    if (searches) {
      content.add(object("type", "text", "text", "I'll search for that."));
      content.add(
          object(
              "type", "server_tool_use",
              "id", "srvtoolu_1",
              "name", "web_search",
              "input", object("query", "alternatives")));
      content.add(
          object(
              "type", "web_search_tool_result",
              "tool_use_id", "srvtoolu_1",
              "content",
                  List.of(
                      object(
                          "type", "web_search_result",
                          "url", PAGE,
                          "title", "Found",
                          "page_age", "November 3, 2026",
                          "encrypted_content", "x"))));
      int middle = text.indexOf("\"content\":\"") + "\"content\":\"".length();
      int end = text.indexOf('"', middle);
      content.add(object("type", "text", "text", text.substring(0, middle)));
      content.add(
          object(
              "type", "text",
              "text", text.substring(middle, end),
              "citations",
                  List.of(
                      object(
                          "type", "web_search_result_location",
                          "url", PAGE,
                          "title", "Found",
                          "cited_text", "It grows",
                          "encrypted_index", "x"))));
      content.add(object("type", "text", "text", text.substring(end)));
    } else {
      content.add(object("type", "text", "text", text));
    }
    Json.Obj usage =
        object(
            "input_tokens", 300,
            "cache_creation_input_tokens", 500,
            "cache_read_input_tokens", 200,
            "output_tokens", 400,
            "server_tool_use", object("web_search_requests", searches ? 1 : 0));
    return object(
        "id",
        "msg_1",
        "type",
        "message",
        "role",
        "assistant",
        "model",
        OptionalMembers.textOrEmpty(request, "model"),
        "content",
        content,
        "stop_reason",
        "end_turn",
        "stop_sequence",
        Json.Null.NULL,
        "usage",
        usage);
  }
}
