package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Generated content of Gemini, by ai.google.dev/gemini-api/docs as of November 2026.
public final class StrictGemini extends StrictProvider {
  private static final Pattern PATH =
      Pattern.compile(
          "/v1beta/models/(gemini-3\\.8-flash|gemini-3\\.5-flash-lite):generateContent");

  @Override
  public String name() {
    return "google";
  }

  @Override
  public Map.Entry<String, String> variable() {
    return Map.entry("GEMINI_API_KEY", KEY);
  }

  @Override
  public String catalogue() {
    return "{providers: {google: {api: gemini, base_url: '%s/v1beta', key: GEMINI_API_KEY}}}"
        .formatted(url());
  }

  @Override
  Optional<String> problem(String path, Headers headers, Json.Obj body) {
    Json.Obj config = at(body, "generationConfig");
    double most = OptionalMembers.number(config, "maxOutputTokens").orElse(0.0);
    return first(
        unless(PATH.matcher(path).matches(), "model is not found for API version v1beta"),
        unless(KEY.equals(headers.getFirst("x-goog-api-key")), "API key not valid."),
        unknown(
            "Unknown name ", body, "systemInstruction", "contents", "generationConfig", "tools"),
        unknown(
            "generation_config: Unknown name ",
            config,
            "maxOutputTokens",
            "responseMimeType",
            "responseJsonSchema",
            "thinkingConfig"),
        unless(most >= 1 && most <= 65_536, "maxOutputTokens: " + most),
        unless(
            OptionalMembers.textOrEmpty(config, "responseMimeType").equals("application/json"),
            "responseJsonSchema needs a response mime type of application/json"),
        unknown("thinking_config: Unknown name ", at(config, "thinkingConfig"), "thinkingLevel"),
        unless(
            Set.of("minimal", "low", "medium", "high")
                .contains(
                    OptionalMembers.text(at(config, "thinkingConfig"), "thinkingLevel")
                        .orElse("high")),
            "thinkingLevel"),
        schema(
            at(config, "responseJsonSchema"),
            "type",
            "description",
            "title",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "prefixItems",
            "enum",
            "anyOf",
            "oneOf",
            "$ref",
            "$defs",
            "$id",
            "$anchor",
            "format",
            "minimum",
            "maximum",
            "minItems",
            "maxItems"),
        tools(body));
  }

  private static Optional<String> tools(Json.Obj body) {
    for (Json.Obj tool : OptionalMembers.objects(body, "tools")) {
      Optional<String> problem = unknown("tools[0]: Unknown name ", tool, "googleSearch");
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  @Override
  Json.Obj error(String message) {
    return object("error", object("code", 400, "message", message, "status", "INVALID_ARGUMENT"));
  }

  @Override
  Json.Obj answer(Json.Obj request, String text) {
    TreeMap<String, Json> candidate =
        new TreeMap<>(
            object(
                    "index",
                    0,
                    "finishReason",
                    "STOP",
                    "content",
                    object("role", "model", "parts", List.of(object("text", text))))
                .fields());
    if (request.get("tools").isPresent()) {
      int start = text.indexOf("\"content\":\"") + "\"content\":\"".length();
      int bytes = text.substring(0, start).getBytes(StandardCharsets.UTF_8).length;
      candidate.put(
          "groundingMetadata",
          object(
              "webSearchQueries", List.of("alternatives"),
              "groundingChunks",
                  List.of(object("web", object("uri", PAGE, "title", "example.org"))),
              "groundingSupports",
                  List.of(
                      object(
                          "segment", object("startIndex", bytes, "endIndex", bytes + 2),
                          "groundingChunkIndices", List.of(0)))));
    }
    return object(
        "candidates",
        List.of(new Json.Obj(candidate)),
        "usageMetadata",
        object(
            "promptTokenCount", 1000,
            "cachedContentTokenCount", 100,
            "candidatesTokenCount", 300,
            "thoughtsTokenCount", 100,
            "totalTokenCount", 1400),
        "modelVersion",
        "gemini",
        "responseId",
        "r1");
  }
}
