package dev.converge.llm.provider;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import dev.converge.llm.model.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Generated content of Google Gemini. It has no refusals of its own: what it will not say comes as
/// a filter's doing or as text.
final class GeminiParser {
  private GeminiParser() {}

  static ProviderResponse parse(Json.Obj body) throws ProviderResponse.Unreadable {
    String blocked =
        JsonMembers.object(body, "promptFeedback")
            .map(f -> JsonMembers.textOrEmpty(f, "blockReason"))
            .orElse("");
    List<Json.Obj> candidates = JsonMembers.objects(body, "candidates");
    if (blocked.isEmpty() && body.get("candidates").filter(Json.Arr.class::isInstance).isEmpty()) {
      throw new ProviderResponse.Unreadable("$.candidates: missing (expected: an array)");
    }
    Json.Obj candidate = candidates.isEmpty() ? Json.Obj.EMPTY : candidates.getFirst();
    Json.Obj usage = JsonMembers.object(body, "usageMetadata").orElse(Json.Obj.EMPTY);
    String reason =
        blocked.isEmpty() ? JsonMembers.textOrEmpty(candidate, "finishReason") : blocked;
    return new ProviderResponse(
        blocked.isEmpty() ? stop(reason) : ProviderResponse.Stop.FILTERED,
        reason,
        text(candidate),
        "",
        citations(candidate),
        ProviderResponse.count(usage, "promptTokenCount", "toolUsePromptTokenCount"),
        ProviderResponse.count(usage, "candidatesTokenCount", "thoughtsTokenCount"),
        JsonMembers.text(body, "responseId"));
  }

  private static ProviderResponse.Stop stop(String reason) {
    return switch (reason) {
      case "MAX_TOKENS" -> ProviderResponse.Stop.CUT;
      case "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "LANGUAGE" ->
          ProviderResponse.Stop.FILTERED;
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL" -> ProviderResponse.Stop.OTHER;
      default -> ProviderResponse.Stop.ENDED;
    };
  }

  private static String text(Json.Obj candidate) {
    StringBuilder text = new StringBuilder();
    Json.Obj content = JsonMembers.object(candidate, "content").orElse(Json.Obj.EMPTY);
    for (Json.Obj part : JsonMembers.objects(content, "parts")) {
      if (!JsonMembers.flag(part, "thought")) {
        text.append(JsonMembers.textOrEmpty(part, "text"));
      }
    }
    return text.toString();
  }

  private static List<Citation> citations(Json.Obj candidate) {
    List<Citation> found = new ArrayList<>();
    Json.Obj grounding = JsonMembers.object(candidate, "groundingMetadata").orElse(Json.Obj.EMPTY);
    for (Json.Obj chunk : JsonMembers.objects(grounding, "groundingChunks")) {
      Optional<Json.Obj> web = JsonMembers.object(chunk, "web");
      String uri = web.map(w -> JsonMembers.textOrEmpty(w, "uri")).orElse("");
      if (!uri.isBlank()) {
        String title = web.flatMap(w -> JsonMembers.text(w, "title")).orElse(null);
        found.add(new Citation(uri, title, null));
      }
    }
    return found;
  }
}
