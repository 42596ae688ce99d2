package dev.converge.llm;

import dev.converge.core.Citation;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Generated content of Google Gemini. It has no refusals of its own: what it will not say comes as
/// a filter's doing or as text.
final class GeminiReply {
  private GeminiReply() {}

  static Reply read(Json.Obj body) throws Reply.Unreadable {
    String blocked =
        Reply.object(body, "promptFeedback").map(f -> Reply.text(f, "blockReason")).orElse("");
    List<Json.Obj> candidates = Reply.objects(body, "candidates");
    if (blocked.isEmpty() && body.get("candidates").filter(Json.Arr.class::isInstance).isEmpty()) {
      throw new Reply.Unreadable("$.candidates: missing (expected: an array)");
    }
    Json.Obj candidate = candidates.isEmpty() ? Json.Obj.EMPTY : candidates.getFirst();
    Json.Obj usage = Reply.object(body, "usageMetadata").orElse(Json.Obj.EMPTY);
    String reason = blocked.isEmpty() ? Reply.text(candidate, "finishReason") : blocked;
    return new Reply(
        blocked.isEmpty() ? stop(reason) : Reply.Stop.FILTERED,
        reason,
        text(candidate),
        "",
        citations(candidate),
        Reply.count(usage, "promptTokenCount", "toolUsePromptTokenCount"),
        Reply.count(usage, "candidatesTokenCount", "thoughtsTokenCount"),
        Requirements.text(body, "responseId"));
  }

  private static Reply.Stop stop(String reason) {
    return switch (reason) {
      case "MAX_TOKENS" -> Reply.Stop.CUT;
      case "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "LANGUAGE" ->
          Reply.Stop.FILTERED;
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL" -> Reply.Stop.OTHER;
      default -> Reply.Stop.ENDED;
    };
  }

  private static String text(Json.Obj candidate) {
    StringBuilder text = new StringBuilder();
    Json.Obj content = Reply.object(candidate, "content").orElse(Json.Obj.EMPTY);
    for (Json.Obj part : Reply.objects(content, "parts")) {
      if (!Requirements.flag(part, "thought")) {
        text.append(Reply.text(part, "text"));
      }
    }
    return text.toString();
  }

  private static List<Citation> citations(Json.Obj candidate) {
    List<Citation> found = new ArrayList<>();
    Json.Obj grounding = Reply.object(candidate, "groundingMetadata").orElse(Json.Obj.EMPTY);
    for (Json.Obj chunk : Reply.objects(grounding, "groundingChunks")) {
      Optional<Json.Obj> web = Reply.object(chunk, "web");
      String uri = web.map(w -> Reply.text(w, "uri")).orElse("");
      if (!uri.isBlank()) {
        String title = web.flatMap(w -> Requirements.text(w, "title")).orElse(null);
        found.add(new Citation(uri, title, null));
      }
    }
    return found;
  }
}
